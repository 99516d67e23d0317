package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.fieldbeacon.simulator.opcua.OpcUaSimulator;
import org.fieldbeacon.simulator.scenario.ServerSpec;
import org.fieldbeacon.simulator.scenario.ServerSpec.VariableSpec;
import org.fieldbeacon.simulator.scenario.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a technician does about one device, through the API, with simulated units on a line that a
/// real gateway polls meanwhile.
@Timeout(300)
class FieldWorkIT {
  @TempDir Path folder;

  private static JsonObject edit(String op, List<String> path, Object value) {
    return new JsonObject().put("op", op).put("path", new JsonArray(path)).put("value", value);
  }

  private static JsonObject edits(JsonObject... edits) {
    return new JsonObject().put("edits", new JsonArray(List.of(edits)));
  }

  private static JsonObject gauge(String name, Object unit) {
    return new JsonObject()
        .put("name", name)
        .put("title", new JsonObject().put("zh", "备用水位计").put("en", "Spare gauge"))
        .put("profile", "radar-level-gauge")
        .put("link", "field")
        .put("address", new JsonObject().put("unit", unit))
        .put("poll-interval", "PT0.5S");
  }

  private static Stream<JsonObject> each(JsonObject json, String list) {
    return json.getJsonArray(list).stream().map(JsonObject.class::cast);
  }

  private static JsonObject named(JsonObject json, String list, String name) {
    return each(json, list).filter(e -> e.getString("name").equals(name)).findFirst().orElseThrow();
  }

  private static void await(BooleanSupplier until) {
    long end = System.nanoTime() + 100_000_000_000L;
    while (!until.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not within 100 s");
      java.util.concurrent.locks.LockSupport.parkNanos(100_000_000L);
    }
  }

  private static boolean areOnline(ConsoleUser user) {
    return each(user.get("/state"), "devices").allMatch(d -> "online".equals(d.getString("state")));
  }

  private static void applyAndKeep(ConsoleUser user) throws Exception {
    user.get("/config");
    user.send("POST", "/config/apply", new JsonObject().put("confirmSeconds", 300), 200);
    user.keep();
  }

  private static JsonObject raw(ConsoleUser user, String point) {
    return named(user.get("/devices/river-gauge-01/raw"), "points", point);
  }

  @Test
  void aLineThatIsPolledIsScannedBetweenPollsAndItsDevicesStayOnline() throws Exception {
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var user = new ConsoleUser(console)) {
      var wanted =
          new JsonObject()
              .put("protocol", "modbus")
              .put("target", "link:field")
              .put("first", 1)
              .put("last", 4)
              .put("seconds", 200);
      await(() -> areOnline(user));
      user.send("POST", "/scan", wanted, 202);
      await(() -> !List.of("asking", "fitting").contains(user.get("/scan").getString("phase")));
      JsonObject scan = user.get("/scan");
      assertEquals("done", scan.getString("phase"), scan.encode());
      assertTrue(scan.getBoolean("shared"));
      List<JsonObject> found = each(scan, "found").toList();
      assertEquals(
          List.of(1, 2, 3),
          found.stream().map(f -> f.getJsonObject("address").getInteger("unit")).toList());
      assertEquals("river-gauge-01", found.get(0).getString("device"));
      assertFalse(found.get(2).containsKey("device"));
      assertTrue(found.get(2).getJsonArray("profiles").contains("radar-level-gauge"));
      assertTrue(areOnline(user), user.get("/state").encode());
      JsonObject entry = user.get("/audit").getJsonArray("entries").getJsonObject(0);
      assertEquals("scan-started", entry.getString("what"));
    }
  }

  @Test
  void oneScanAtATimeAndItEndsWhenItIsToldTo() throws Exception {
    try (var silent = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
        var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var user = new ConsoleUser(console)) {
      var wanted =
          new JsonObject()
              .put("protocol", "modbus")
              .put("target", "tcp://127.0.0.1:" + silent.getLocalPort())
              .put("last", 247)
              .put("seconds", 300);
      user.send("POST", "/scan", wanted, 202);
      user.send("POST", "/scan", wanted, 409);
      user.send(
          "POST",
          "/config/try",
          edits(edit("add", List.of("devices"), gauge("spare", 3)))
              .put("device", "spare")
              .put("read", true),
          409);
      assertEquals(
          "cancelled", user.send("DELETE", "/scan", new JsonObject(), 200).getString("phase"));
      JsonObject refused =
          user.send("POST", "/scan", wanted.copy().put("target", "serial:/dev/../etc/x"), 400);
      assertEquals("target", refused.getJsonArray("errors").getJsonObject(0).getString("field"));
    }
  }

  @Test
  void aDeviceIsTriedBeforeItIsKeptAndWhatIsWrongStandsBesideItsField() throws Exception {
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var user = new ConsoleUser(console)) {
      field.spareLevel(0.75);
      JsonObject bad =
          user.send(
              "POST",
              "/config/try",
              edits(edit("add", List.of("devices"), gauge("spare", 300))).put("device", "spare"),
              200);
      assertEquals(
          List.of("address.unit"), each(bad, "problems").map(p -> p.getString("field")).toList());
      JsonObject seen =
          user.send(
              "POST",
              "/config/try",
              edits(edit("add", List.of("devices"), gauge("spare", 3)))
                  .put("device", "spare")
                  .put("read", true),
              200);
      JsonObject level = named(seen, "points", "level");
      assertEquals(0.75, level.getDouble("value"));
      assertEquals(750.0, level.getDouble("raw"));
      assertTrue(level.getBoolean("inRange"));
      assertTrue(each(seen, "pieces").anyMatch(p -> p.getBoolean("mine")), seen.encode());
      assertFalse(user.get("/config").getBoolean("isDraft"), "trying keeps nothing");
    }
  }

  @Test
  void framesOfALineAreSeenDecodedWithWhoseTheyAre() throws Exception {
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var user = new ConsoleUser(console)) {
      field.level(1.234);
      await(
          () -> {
            JsonObject raw = user.get("/devices/river-gauge-01/raw");
            return each(raw, "pieces").anyMatch(p -> isHeardWith(p, "04 D2"))
                && each(raw, "pieces").anyMatch(p -> !p.getBoolean("mine"))
                && each(raw, "pieces").anyMatch(p -> p.getBoolean("sent") && p.getBoolean("mine"));
          });
      JsonObject heard =
          each(user.get("/devices/river-gauge-01/raw"), "pieces")
              .filter(p -> isHeardWith(p, "04 D2"))
              .findFirst()
              .orElseThrow();
      JsonObject fields = heard.getJsonArray("frames").getJsonObject(0).getJsonObject("fields");
      assertEquals(1, fields.getInteger("unit"), heard.encode());
      assertTrue(fields.encode().contains("1234"), heard.encode());
      JsonObject level = raw(user, "level");
      assertEquals(1234.0, level.getDouble("raw"));
      assertEquals(1.234, level.getDouble("scaled"));
    }
  }

  /// A server found by a scan, added as it was found, and looked at while it is read.
  @Test
  void aServerIsScannedAddedAsItWasFoundAndItsNodesAreSeen() throws Exception {
    List<VariableSpec> variables = new ArrayList<>();
    for (String tag : List.of("LevelUpstream", "LevelDownstream", "Opening", "Remote", "Fault")) {
      variables.add(
          new VariableSpec(
              tag, "Gate1." + tag, ServerSpec.Type.DOUBLE, false, new Signal.Constant(1)));
    }
    var spec = new ServerSpec("plc", 0, "urn:works", Map.of(), true, variables);
    try (var field = new FloodField();
        var plc = new OpcUaSimulator(spec, (_, _) -> {}).start();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var user = new ConsoleUser(console)) {
      user.send(
          "POST",
          "/scan",
          new JsonObject().put("protocol", "opcua").put("target", plc.url()).put("seconds", 200),
          202);
      await(() -> !List.of("asking", "fitting").contains(user.get("/scan").getString("phase")));
      JsonObject gate =
          each(user.get("/scan"), "found")
              .filter(f -> !f.getJsonArray("profiles").isEmpty())
              .findFirst()
              .orElseThrow();
      var link =
          new JsonObject()
              .put("name", "plc")
              .put("type", "endpoint")
              .put("url", plc.url())
              .put("settings", new JsonObject().put("security", "none"));
      JsonObject device =
          gauge("gate", 1)
              .put("profile", gate.getJsonArray("profiles").getString(0))
              .put("link", "plc")
              .put("address", gate.getJsonObject("address"));
      user.get("/config");
      user.send(
          "POST",
          "/config/edits",
          edits(edit("add", List.of("links"), link), edit("add", List.of("devices"), device)),
          200);
      applyAndKeep(user);
      await(
          () ->
              each(user.get("/devices/gate/raw"), "pieces")
                  .anyMatch(
                      p ->
                          p.getBoolean("mine")
                              && p.getString("hex").isEmpty()
                              && p.getString("connection").equals("nsu=urn:works;s=Gate1.Opening")
                              && p.getString("text").startsWith("read 1.0 Good, source time 2")));
    }
  }

  private static boolean isHeardWith(JsonObject piece, String hex) {
    return !piece.getBoolean("sent") && piece.getString("hex").contains(hex);
  }

  @Test
  void twoComparisonsBecomeACalibrationThatTheGatewayUsesAndTheRecordTellsOf() throws Exception {
    try (var field = new FloodField()) {
      Path file = field.writeSite(folder, "");
      try (var console = new RunningConsole(file);
          var user = new ConsoleUser(console)) {
        field.level(1.2);
        var at =
            new JsonObject()
                .put("lowReading", 0.5)
                .put("lowReference", 0.48)
                .put("highReading", 20.5)
                .put("highReference", 20.88);
        String path = "/points/river-gauge-01/level/calibration";
        JsonObject found = user.send("POST", path, at, 200);
        assertEquals(1.02, found.getDouble("slope"), 1e-9);
        assertEquals(-0.03, found.getDouble("offset"), 1e-9);
        assertEquals(0, found.getJsonArray("warnings").size(), found.encode());
        assertFalse(user.get("/config").getBoolean("isDraft"));
        JsonObject odd = user.send("POST", path, at.copy().put("highReference", 0.5), 200);
        assertEquals(2, odd.getJsonArray("warnings").size(), odd.encode());
        user.send("POST", path, at.copy().put("highReading", 0.5), 400);
        user.send("POST", "/points/relay-01/siren/calibration", at, 409);

        user.send("POST", path, at.copy().put("keep", true), 200);
        JsonObject draft = user.get("/config");
        assertEquals(0, draft.getJsonArray("problems").size(), draft.encode());
        assertTrue(
            draft
                .getJsonArray("plan")
                .getJsonObject(0)
                .getJsonObject("sentence")
                .getString("en")
                .contains("calibration"));
        JsonObject entry = user.get("/audit").getJsonArray("entries").getJsonObject(0);
        assertEquals("point-calibrated", entry.getString("what"));
        assertEquals("river-gauge-01/level", entry.getString("target"));
        assertTrue(entry.getString("after").contains("0.5 → 0.48"), entry.encode());
        applyAndKeep(user);
        await(() -> raw(user, "level").getDouble("value", 0.0) == 1.02 * 1.2 - 0.03);
        assertEquals(1.2, raw(user, "level").getDouble("scaled"));
        assertEquals(1200.0, raw(user, "level").getDouble("raw"));
        assertTrue(Files.readString(file).contains("by: chief"), Files.readString(file));
        await(() -> areOnline(user));
        user.send(
            "POST", "/walk", new JsonObject().put("rule", "river-high").put("silent", true), 200);
        user.send("POST", "/walk/end", new JsonObject(), 200);
        JsonObject sheet = user.get("/walk/sheets").getJsonArray("sheets").getJsonObject(0);
        assertEquals(1.02, sheet.getJsonObject("calibration").getDouble("slope"), sheet.encode());

        user.send("DELETE", path, new JsonObject(), 204);
        applyAndKeep(user);
        await(() -> raw(user, "level").getDouble("value", 0.0) == 1.2);
      }
    }
  }

  @Test
  void aUnitInThePlaceOfAnotherHasTheHistoryOfBoth() throws Exception {
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var user = new ConsoleUser(console)) {
      field.level(1.11);
      field.spareLevel(1.33);
      await(() -> hasReading(user, 1.11));
      user.get("/config");
      user.send(
          "POST",
          "/config/edits",
          edits(
              edit(
                  "set",
                  List.of("devices", "river-gauge-01", "address"),
                  new JsonObject().put("unit", 3))),
          200);
      applyAndKeep(user);
      await(() -> hasReading(user, 1.33));
      assertTrue(hasReading(user, 1.11), "readings of the unit before are kept");
    }
  }

  private static boolean hasReading(ConsoleUser user, double value) {
    return each(user.get("/points/river-gauge-01/level/readings"), "readings")
        .anyMatch(r -> r.getDouble("value", Double.NaN) == value);
  }

  private static JsonObject level(ConsoleUser user) {
    return user.get("/state").getJsonArray("devices").stream()
        .map(JsonObject.class::cast)
        .flatMap(d -> d.getJsonArray("points").stream())
        .map(JsonObject.class::cast)
        .filter(p -> p.getString("id").equals("river-gauge-01/level"))
        .findFirst()
        .orElseThrow();
  }

  /// Whoever looks at a gauge that fails wants to know what it said before.
  @Test
  void aPointThatFailsSaysWhatItLastSaidThatCouldBeReliedOn() throws Exception {
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var user = new ConsoleUser(console)) {
      await(() -> Integer.valueOf(1).equals(level(user).getInteger("flag")));
      assertFalse(level(user).containsKey("trusted"), "the present value is good enough");
      field.level(40);
      await(() -> Integer.valueOf(4).equals(level(user).getInteger("flag")));
      assertEquals(1.2, level(user).getJsonObject("trusted").getDouble("value"));
      field.level(1.2);
      await(() -> !level(user).containsKey("trusted"));
    }
  }

  @Test
  void aDevicesFileGoesToAnotherPlaceAndIsCheckedThere() throws Exception {
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var user = new ConsoleUser(console)) {
      String file = user.text("/devices/river-gauge-01/file");
      assertTrue(file.contains("radar-level-gauge") && file.contains("gross-range"), file);
      var text = new JsonObject().put("text", file);
      refusedAt("name", user.send("POST", "/config/import", text, 400));
      var spare = text.copy().put("name", "spare");
      refusedAt(
          "address.unit",
          user.send(
              "POST",
              "/config/import",
              spare.copy().put("text", file.replace("unit: 1", "unit: 256")),
              400));
      refusedAt(
          "link",
          user.send(
              "POST",
              "/config/import",
              spare.copy().put("text", file.replace("127.0.0.1", "10.0.0.1")),
              400));
      refusedAt("text", user.send("POST", "/config/import", spare.copy().put("text", "[1"), 400));
      assertFalse(user.get("/config").getBoolean("isDraft"), "what is refused leaves no draft");
      assertEquals("field", user.send("POST", "/config/import", spare, 200).getString("link"));
      JsonObject draft = user.get("/config");
      assertEquals(0, draft.getJsonArray("problems").size(), draft.encode());
      JsonObject tree = draft.getJsonObject("tree");
      assertNotEquals(null, tree.getJsonObject("quality").getJsonObject("spare/level"));
      assertEquals(
          named(tree, "devices", "river-gauge-01").put("name", "spare"),
          named(tree, "devices", "spare"));
      assertEquals(1, tree.getJsonArray("links").size());
      user.send(
          "POST",
          "/config/import",
          text.copy()
              .put("text", file.replace("127.0.0.1", "10.0.0.1"))
              .put("name", "far")
              .put("link", "far-line"),
          200);
      assertEquals(
          "10.0.0.1",
          named(user.get("/config").getJsonObject("tree"), "links", "far-line").getString("host"));
    }
  }

  private static void refusedAt(String field, JsonObject problem) {
    assertEquals(
        field,
        problem.getJsonArray("errors").getJsonObject(0).getString("field"),
        problem.encode());
  }
}
