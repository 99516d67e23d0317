package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.fieldbeacon.agent.config.HazardRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Configuration as a transaction, through the API, with a gateway that really restarts.
@Timeout(240)
class ConfigDeskIT {
  @TempDir Path folder;

  private static JsonObject edit(double warning) {
    return new JsonObject()
        .put(
            "edits",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("op", "set")
                        .put("path", new JsonArray(List.of("rules", "river-high", "warning")))
                        .put("value", warning)));
  }

  private static double warning(RunningConsole console) {
    return console
        .host
        .live()
        .flatMap(l -> l.site().rule("river-high"))
        .map(r -> ((HazardRule.RiverLevel) r).warning())
        .orElse(Double.NaN);
  }

  @Test
  void anEditIsAppliedConfirmedAndRemembered() throws Exception {
    try (var field = new FloodField()) {
      Path file = field.writeSite(folder, "");
      String before = Files.readString(file);
      try (var console = new RunningConsole(file);
          var user = new ConsoleUser(console)) {
        JsonObject draft = user.send("POST", "/config/edits", edit(1.95), 200);
        assertEquals(
            "rule River level high (river-high) warning level: 1.8 → 1.95",
            draft.getJsonArray("plan").getJsonObject(0).getJsonObject("sentence").getString("en"));
        assertEquals(before, Files.readString(file), "a draft changes nothing");
        user.send("POST", "/config/apply", new JsonObject().put("confirmSeconds", 60), 200);
        assertEquals(1.95, warning(console));
        user.keep();
        assertEquals(before.replace("1.8  ", "1.95  "), Files.readString(file));
        JsonArray versions = user.get("/config/history").getJsonArray("versions");
        assertEquals(2, versions.size());
        user.get("/config");
        JsonObject back = user.send("POST", "/config/history/1/restore", new JsonObject(), 200);
        assertEquals(before, back.getString("text"));
      }
    }
  }

  @Test
  void aChangeCannotBeKeptWhileADeviceThatAnsweredBeforeHasNotAnsweredAgain() throws Exception {
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var user = new ConsoleUser(console)) {
      awaitOnline(console, "river-gauge-01");
      var deadPort =
          new JsonObject()
              .put("op", "set")
              .put("path", JsonArray.of("links", "field", "port"))
              .put("value", 1);
      user.send(
          "POST", "/config/edits", new JsonObject().put("edits", JsonArray.of(deadPort)), 200);
      user.send("POST", "/config/apply", new JsonObject().put("confirmSeconds", 60), 200);
      JsonObject refusal = user.send("POST", "/config/confirm", new JsonObject(), 409);
      assertTrue(refusal.getString("detail").contains("river-gauge-01"), refusal.encode());
      JsonObject trial = user.get("/state").getJsonObject("config").getJsonObject("trial");
      assertTrue(
          trial.getJsonArray("waitsFor").encode().contains("river-gauge-01"), trial.encode());
      user.send("POST", "/config/revert", new JsonObject(), 200);
    }
  }

  private static void awaitOnline(RunningConsole console, String device) {
    long end = System.nanoTime() + java.time.Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < end
        && console.host.live().orElseThrow().health().checks().stream()
            .noneMatch(c -> c.name().equals("device " + device) && c.detail().isEmpty())) {
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000L);
    }
  }

  @Test
  void twoPeopleWhoEditAtOnceDoNotOverwriteEachOther() throws Exception {
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var one = new ConsoleUser(console);
        var other = one.another()) {
      one.get("/config");
      String seen = other.get("/config").getString("text");
      one.send("POST", "/config/edits", edit(1.9), 200);
      JsonObject refused = other.send("POST", "/config/edits", edit(1.7), 412);
      assertTrue(refused.getString("detail").contains("chief"), refused.encode());
      var text = new JsonObject().put("text", seen);
      assertEquals(
          List.of("rule River level high (river-high) warning level: 1.8 → 1.9"),
          compared(other, text),
          "theirs");
      assertEquals(
          List.of("rule River level high (river-high) warning level: 1.8 → 1.7"),
          compared(other, text.copy().mergeIn(edit(1.7))),
          "one's own");
      other.send("POST", "/config/compare", new JsonObject().put("text", "this: is: no yaml"), 409);
      other.get("/config");
      other.send("POST", "/config/edits", edit(1.7), 200);
    }
  }

  private static List<String> compared(ConsoleUser user, JsonObject body) throws Exception {
    return user.send("POST", "/config/compare", body, 200).getJsonArray("changes").stream()
        .map(c -> ((JsonObject) c).getJsonObject("sentence").getString("en"))
        .toList();
  }

  @Test
  void noWayIntoTheDraftOverwritesWhatSomebodyElsePutThereMeanwhile() throws Exception {
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var one = new ConsoleUser(console);
        var other = one.another()) {
      String device = other.text("/devices/river-gauge-01/file");
      String file = other.get("/config").getString("text");
      one.send("POST", "/config/edits", edit(1.9), 200);
      String theirs = one.get("/config").getString("text");

      var calibration =
          new JsonObject()
              .put("lowReading", 0.5)
              .put("lowReference", 0.48)
              .put("highReading", 20.5)
              .put("highReference", 20.88);
      var gateway =
          new JsonObject()
              .put("zh", "新桥")
              .put("en", "New bridge")
              .put("latitudeDeg", 33.9)
              .put("longitudeDeg", 113.7)
              .put("datum", "wgs84")
              .put("adcode", "411102")
              .put("exercise", true);
      String point = "/points/river-gauge-01/level/calibration";
      other.send("POST", point, calibration, 200); // Computing alone changes nothing.
      var none = new JsonObject();
      for (Object[] way :
          new Object[][] {
            {"POST", "/config/edits", edit(1.7)},
            {"PUT", "/config/text", new JsonObject().put("text", file)},
            {"POST", "/config/gateway", gateway},
            {"POST", point, calibration.copy().put("keep", true)},
            {"DELETE", point, none},
            {"POST", "/config/import", new JsonObject().put("text", device).put("name", "spare")},
            {"DELETE", "/config/draft", none},
            {"POST", "/config/history/1/restore", none},
            {"POST", "/config/apply", new JsonObject().put("confirmSeconds", 60)}
          }) {
        JsonObject refused = other.send((String) way[0], (String) way[1], (JsonObject) way[2], 412);
        assertTrue(refused.getString("detail").contains("chief"), refused.encode());
      }
      assertEquals(theirs, one.get("/config").getString("text"));

      other.get("/config");
      other.send("POST", point, calibration.copy().put("keep", true), 200);
      other.send(
          "POST", "/config/import", new JsonObject().put("text", device).put("name", "spare"), 200);
      other.send("DELETE", point, none, 204);
      other.send("POST", "/config/gateway", gateway, 200);
    }
  }

  private static JsonObject edits(JsonObject... edits) {
    return new JsonObject().put("edits", new JsonArray(List.of(edits)));
  }

  @Test
  void oneChangeIsTakenBackAndTheOthersStayUnlessTheyNeedIt() throws Exception {
    try (var field = new FloodField()) {
      Path file = field.writeSite(folder, "");
      try (var console = new RunningConsole(file);
          var user = new ConsoleUser(console)) {
        var spare =
            new JsonObject()
                .put("name", "spare")
                .put("title", new JsonObject().put("zh", "备用水位计").put("en", "Spare gauge"))
                .put("profile", "radar-level-gauge")
                .put("link", "field")
                .put("address", new JsonObject().put("unit", 3))
                .put("poll-interval", "PT1S");
        var rule =
            new JsonObject()
                .put("id", "spare-credible")
                .put("type", "credibility")
                .put("title", new JsonObject().put("zh", "备用不可信").put("en", "Spare in doubt"))
                .put("point", "spare/level")
                .put("stale-after", "PT15S")
                .put("fail-after", 5);
        var add = new JsonObject().put("op", "add");
        JsonObject draft =
            user.send(
                "POST",
                "/config/edits",
                edits(
                    add.copy().put("path", JsonArray.of("devices")).put("value", spare),
                    add.copy().put("path", JsonArray.of("rules")).put("value", rule),
                    edit(1.95).getJsonArray("edits").getJsonObject(0)),
                200);
        assertEquals(3, draft.getJsonArray("plan").size(), draft.encode());
        var device = new JsonObject().put("path", JsonArray.of("devices", "spare"));
        JsonObject refused = user.send("POST", "/config/undo", device, 409);
        assertTrue(
            refused.getString("detail-zh").contains("规则 备用不可信 (spare-credible) 测点"),
            refused.encode());
        assertTrue(refused.getString("detail").contains("Spare in doubt"), refused.encode());

        var warning = new JsonObject().put("path", JsonArray.of("rules", "river-high", "warning"));
        JsonObject left = user.send("POST", "/config/undo", warning, 200);
        assertEquals(2, left.getJsonArray("plan").size(), left.encode());
        assertTrue(left.getString("text").contains("1.8        # set by the river authority"));
        user.send("POST", "/config/undo", warning, 409);
        var credible = new JsonObject().put("path", JsonArray.of("rules", "spare-credible"));
        user.send("POST", "/config/undo", credible, 200);
        JsonObject none = user.send("POST", "/config/undo", device, 200);
        assertFalse(none.getBoolean("isDraft"), "nothing is left of the draft");
        assertEquals(Files.readString(file), none.getString("text"));
        user.send("POST", "/config/undo", new JsonObject().put("path", "devices"), 400);
      }
    }
  }

  @Test
  void aDeviceGoesWithAllThatNeedsItOnlyWhenToldSo() throws Exception {
    try (var field = new FloodField()) {
      Path file = field.writeSite(folder, "");
      try (var console = new RunningConsole(file);
          var user = new ConsoleUser(console)) {
        JsonObject part = user.get("/config/parts/devices/river-gauge-01");
        assertEquals(
            List.of(),
            new Conformance(user.get("/openapi.json")).of("/config/parts/{list}/{name}", part));
        assertEquals(
            "[规则 河道水位超限 (river-high), 规则 水位计不可信 (gauge-credible), 输出 警笛 (siren)]",
            part.getJsonArray("along").stream()
                .map(w -> ((JsonObject) w).getString("zh"))
                .toList()
                .toString());
        String remove = "/config/parts/devices/river-gauge-01/remove";
        user.get("/config");
        JsonObject asked = user.send("POST", remove, new JsonObject(), 409);
        assertTrue(asked.getString("detail-zh").contains("警笛 (siren)"), asked.encode());
        assertFalse(user.get("/config").getBoolean("isDraft"), "nothing has been removed");
        var along = new JsonObject().put("along", true);
        JsonObject draft = user.send("POST", remove, along, 200);
        assertEquals(0, draft.getJsonArray("problems").size(), draft.encode());
        assertEquals(5, draft.getJsonArray("plan").size(), draft.encode());
        assertTrue(draft.getString("text").contains("# The bridge. Ask Mr. Zhang"));
        assertTrue(draft.getString("text").contains("# the RS-485 server in the cabinet"));
        user.send("POST", "/config/parts/links/field/remove", along, 409);
        user.send("POST", "/config/parts/devices/nobody/remove", along, 404);
        user.send("POST", "/config/parts/gateway/id/remove", along, 404);

        // Bit by bit the other way: the device first, then what needs it.
        for (JsonArray path :
            List.of(
                JsonArray.of("devices", "river-gauge-01"),
                JsonArray.of("quality"),
                JsonArray.of("rules", "gauge-credible"),
                JsonArray.of("rules", "river-high"),
                JsonArray.of("outputs", "siren"))) {
          draft = user.send("POST", "/config/undo", new JsonObject().put("path", path), 200);
        }
        assertFalse(draft.getBoolean("isDraft"));
        assertEquals(Files.readString(file), draft.getString("text"), "to the letter");
      }
    }
  }

  @Test
  void whoDraftedIsOnRecordAndADraftIsNotReplacedUnasked() throws Exception {
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var user = new ConsoleUser(console)) {
      user.get("/config");
      user.send("POST", "/config/edits", edit(1.95), 200);
      JsonObject edited = newest(user);
      assertEquals("draft-edited", edited.getString("what"));
      assertEquals("chief", edited.getString("who"));
      assertEquals("rules.river-high.warning", edited.getString("target"));
      assertEquals("rules.river-high.warning: 1.8", edited.getString("before"));
      assertEquals("rules.river-high.warning: 1.95", edited.getString("after"));
      JsonObject refused = user.send("POST", "/config/history/1/restore", new JsonObject(), 409);
      assertTrue(refused.getString("detail").contains("chief"), refused.encode());
      assertTrue(user.get("/config").getString("text").contains("1.95"), "the draft stands");
      user.send("POST", "/config/apply", new JsonObject().put("confirmSeconds", 60), 200);
      JsonObject applied = newest(user);
      assertEquals("config-applied", applied.getString("what"));
      assertEquals(new JsonArray().add("chief"), applied.getJsonArray("drafters"));
      user.send("POST", "/config/revert", new JsonObject(), 200);
      user.get("/config");
      var replacing = new JsonObject().put("replace", true);
      JsonObject back = user.send("POST", "/config/history/1/restore", replacing, 200);
      assertFalse(back.getString("text").contains("1.95"));
      assertEquals("draft-edited", newest(user).getString("what"));
    }
  }

  private static JsonObject newest(ConsoleUser user) {
    return user.get("/audit?limit=1").getJsonArray("entries").getJsonObject(0);
  }

  @Test
  void theStoresDiskAndTheCardsRatingAreTold() throws Exception {
    try (var field = new FloodField()) {
      Path file = field.writeSite(folder, "");
      Files.writeString(
          file, Files.readString(file).replace("store:\n", "store:\n  card-endurance-tb: 40\n"));
      try (var console = new RunningConsole(file);
          var user = new ConsoleUser(console)) {
        JsonObject disk = user.get("/storage");
        assertTrue(disk.getLong("freeBytes") > 0, disk.encode());
        assertTrue(
            disk.getLong("usedBytes") + disk.getLong("freeBytes") <= disk.getLong("totalBytes"),
            disk.encode());
        assertEquals(
            40.0, user.get("/state").getJsonObject("storage").getDouble("cardEnduranceTb"));
      }
    }
  }

  @Test
  void aBadDraftIsRefusedByItsLineAndAChangeOfHandIsSeen() throws Exception {
    try (var field = new FloodField()) {
      Path file = field.writeSite(folder, "");
      try (var console = new RunningConsole(file);
          var user = new ConsoleUser(console)) {
        JsonObject draft = user.send("POST", "/config/edits", edit(9), 200);
        assertFalse(draft.getJsonArray("problems").isEmpty());
        JsonObject refused =
            user.send("POST", "/config/apply", new JsonObject().put("confirmSeconds", 60), 400);
        assertEquals(
            "rules[0].guarantee",
            refused.getJsonArray("errors").getJsonObject(0).getString("field"));
        user.send("DELETE", "/config/draft", new JsonObject(), 200);
        Files.writeString(file, Files.readString(file).replace("warning: 1.8 ", "warning: 1.7 "));
        await(() -> user.get("/state").getJsonObject("config").getBoolean("changedByHand"));
        JsonObject seen = user.get("/config");
        assertEquals(1, seen.getJsonArray("plan").size());
        user.send("POST", "/config/apply", new JsonObject().put("confirmSeconds", 60), 200);
        assertEquals(1.7, warning(console));
      }
    }
  }

  @Test
  void aChangeThatLosesADeviceTakesItselfBack() throws Exception {
    try (var field = new FloodField()) {
      Path file = field.writeSite(folder, "");
      String before = Files.readString(file);
      try (var console = new RunningConsole(file);
          var user = new ConsoleUser(console)) {
        await(
            () ->
                user.get("/state").getJsonArray("devices").stream()
                    .allMatch(d -> ((JsonObject) d).getString("state").equals("online")));
        user.get("/config");
        user.send(
            "POST",
            "/config/edits",
            new JsonObject()
                .put(
                    "edits",
                    new JsonArray()
                        .add(
                            new JsonObject()
                                .put("op", "set")
                                .put("path", new JsonArray(List.of("links", "field", "port")))
                                .put("value", 1))),
            200);
        await(
            () ->
                Integer.valueOf(1)
                    .equals(user.get("/state").getJsonObject("config").getInteger("draftChanges")));
        user.send("POST", "/config/apply", new JsonObject().put("confirmSeconds", 300), 200);
        assertTrue(Files.readString(file).contains("port: 1\n"));
        await(() -> user.get("/state").getJsonObject("config").containsKey("reverted"));
        assertEquals(before, Files.readString(file));
        JsonObject told = user.get("/state").getJsonObject("config");
        assertTrue(Instant.parse(told.getString("revertedAt")).isAfter(Instant.EPOCH));
        assertTrue(
            told.getJsonObject("reverted").getString("en").startsWith("worse than before: "));
        assertTrue(user.get("/config").getBoolean("isDraft"), "the draft stays, to be mended");
      }
    }
  }

  @Test
  void aChangeThatNobodyConfirmedIsTakenBackAtTheNextStart() throws Exception {
    try (var field = new FloodField()) {
      Path file = field.writeSite(folder, "");
      String before = Files.readString(file);
      try (var console = new RunningConsole(file);
          var user = new ConsoleUser(console)) {
        user.send("POST", "/config/edits", edit(1.95), 200);
        user.send("POST", "/config/apply", new JsonObject().put("confirmSeconds", 600), 200);
        assertEquals(1.95, warning(console));
      }
      try (var console = new RunningConsole(file)) {
        assertEquals(1.8, warning(console));
        assertEquals(before, Files.readString(file));
      }
    }
  }

  @Test
  void whatIfShowsTheAlarmsThatAnotherMarkWouldHaveRaised() throws Exception {
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var user = new ConsoleUser(console)) {
      field.level(1.5);
      await(
          () ->
              user.get("/points/river-gauge-01/level/readings").getJsonArray("readings").stream()
                      .filter(r -> ((JsonObject) r).getDouble("value", 0.0) == 1.5)
                      .count()
                  > 6);
      JsonObject answer =
          user.send("POST", "/what-if", edit(1.4).put("days", 1).put("rule", "river-high"), 200)
              .getJsonArray("rules")
              .getJsonObject(0);
      assertTrue(answer.getLong("readings") > 6);
      assertEquals(0, answer.getJsonArray("now").size());
      assertEquals(1, answer.getJsonArray("changed").size());
      assertEquals("yellow", answer.getJsonArray("changed").getJsonObject(0).getString("level"));
      user.send("POST", "/what-if", edit(4).put("days", 1).put("rule", "river-high"), 400);
    }
  }

  @Test
  void aDeviceThatIsDisabledIsNotReadAndKeepsItsPlace() throws Exception {
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var user = new ConsoleUser(console)) {
      user.send(
          "POST",
          "/config/edits",
          new JsonObject()
              .put(
                  "edits",
                  new JsonArray()
                      .add(
                          new JsonObject()
                              .put("op", "set")
                              .put(
                                  "path",
                                  new JsonArray(List.of("devices", "river-gauge-01", "enabled")))
                              .put("value", false))),
          200);
      user.send("POST", "/config/apply", new JsonObject().put("confirmSeconds", 60), 200);
      user.keep();
      JsonObject device = user.get("/state").getJsonArray("devices").getJsonObject(0);
      assertEquals("disabled in the site file", device.getString("detail"));
    }
  }

  private static void await(BooleanSupplier until) {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!until.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not within 60 s");
      java.util.concurrent.locks.LockSupport.parkNanos(100_000_000L);
    }
  }
}
