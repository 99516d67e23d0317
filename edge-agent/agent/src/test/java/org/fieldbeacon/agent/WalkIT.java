package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An emergency centre relies on the sheet of a walk test: it must not say "passed" where the real
/// thing would stay silent, and must say what was not tried.
@Timeout(300)
class WalkIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_NANOS = 20_000_000;
  private static final String RULE = "river-high";

  @TempDir Path folder;

  @Test
  void theSheetNeverSaysPassedWhereTheRealThingWouldStaySilent() throws Exception {
    try (var field = new FloodField()) {
      Path file = field.writeSite(folder, "");
      withAKeySwitch(file);
      keepAnOldSheet(folder);
      try (var console = new RunningConsole(file);
          var user = new ConsoleUser(console)) {
        await(() -> isFit(user));
        aSilencedRuleIsNotTested(user);
        aRuleThatIsShelvedMeanwhileHasFailed(user);
        whatLiesBelowEveryMarkIsRefusedBesideItsField(user);
        aSirenThatWaitsForMoreStaysSilent(user, field);
        aSilentTestSaysThatTheSirenWasNotTried(user, field);
        aDoubtfulReadingSwitchesNothing(user, field);
        anImpossibleReadingRaisesNothing(user);
        anInterlockIsNoPass(user, field);
        theSirenSoundsAndTheSheetSaysWhatItStoodOn(user, field);
        anEndlessListKeepsOldSheetsToo(user);
        answersAreWhatTheDocumentPromises(user);
      }
    }
  }

  @Test
  void aDeviceThatIsOffIsNotTested() throws Exception {
    try (var field = new FloodField()) {
      Path file = field.writeSite(folder, "");
      String text = Files.readString(file);
      Files.writeString(
          file,
          text.replace(
              "    profile: radar-level-gauge",
              "    enabled: false\n    profile: radar-level-gauge"));
      try (var console = new RunningConsole(file);
          var user = new ConsoleUser(console)) {
        JsonObject refusal = user.send("POST", "/walk", walk(false), 409);
        assertEquals("device river-gauge-01 is disabled", refusal.getString("detail"));
        assertEquals(new JsonObject(), user.get("/walk"));
      }
    }
  }

  @Test
  void aGaugeThatDoesNotAnswerIsNotTested() throws Exception {
    Path file;
    try (var gone = new FloodField()) {
      file = gone.writeSite(folder, "");
    }
    try (var console = new RunningConsole(file);
        var user = new ConsoleUser(console)) {
      JsonObject refusal = user.send("POST", "/walk", walk(true), 409);
      assertTrue(refusal.getString("detail").contains("does not answer"), refusal.encode());
    }
  }

  private static void withAKeySwitch(Path file) throws Exception {
    String readBack = "    read-back: relay-01/siren-feedback\n";
    String text = Files.readString(file);
    assertTrue(text.contains(readBack));
    Files.writeString(
        file,
        text.replace(
            readBack,
            readBack
                + "    interlocks:\n"
                + "      - {point: relay-01/input-3, unit: \"1\", equals: 1}\n"));
  }

  /// As the version before kept it.
  static void keepAnOldSheet(Path folder) throws Exception {
    Path kept = folder.resolve("console/walk-tests.json");
    Files.createDirectories(kept.getParent());
    Files.writeString(
        kept,
        """
        [{"injected":"2.3 m","injected-zh":"2.3 m","id":"walk-1","rule":"river-high",
          "title":{"zh":"河道水位超限","en":"River level high"},"point":"river-gauge-01/level",
          "silent":true,"by":"zhang","startedAt":"2026-07-01T00:00:00Z","alarmId":"","status":"",
          "headline":{"zh":"","en":""},"over":true,"steps":[{"station":"injected",
          "outcome":"passed","afterMillis":0,"detail":{"zh":"2.3 m","en":"2.3 m"}}]}]
        """);
  }

  private static void aSilencedRuleIsNotTested(ConsoleUser user) throws Exception {
    String alarm = "/alarms/" + RULE;
    user.send("POST", alarm + "/remove-from-service", reason(), 200);
    JsonObject refusal = user.send("POST", "/walk", walk(false), 409);
    assertEquals("the rule is out of service: new gauge", refusal.getString("detail"));
    assertTrue(refusal.getString("detail-zh").contains("已停用"), refusal.encode());
    assertTrue(choice(user).containsKey("unfit"));
    user.send("POST", alarm + "/return-to-service", new JsonObject(), 200);
    user.send("POST", alarm + "/shelve", shelving(), 200);
    refusal = user.send("POST", "/walk", walk(false), 409);
    assertEquals("the rule is shelved by chief", refusal.getString("detail"));
    user.send("POST", alarm + "/unshelve", new JsonObject(), 200);
    assertFalse(choice(user).containsKey("unfit"));
  }

  private static void aRuleThatIsShelvedMeanwhileHasFailed(ConsoleUser user) throws Exception {
    user.send("POST", "/walk", walk(true), 200);
    awaitStep(user, "alarm", "passed");
    user.send("POST", "/alarms/" + RULE + "/shelve", shelving(), 200);
    JsonObject sheet = user.send("POST", "/walk/end", new JsonObject(), 200);
    user.send("POST", "/alarms/" + RULE + "/unshelve", new JsonObject(), 200);
    assertEquals("failed", sheet.getString("verdict"), sheet.encode());
    assertEquals("failed", step(sheet, "ready").getString("outcome"));
    assertEquals("Gauge or rule not at work", english(step(sheet, "ready"), "title"));
  }

  private static void whatLiesBelowEveryMarkIsRefusedBesideItsField(ConsoleUser user)
      throws Exception {
    JsonObject refusal = user.send("POST", "/walk", walk(true).put("value", 1.2), 400);
    assertEquals("value", refusal.getJsonArray("errors").getJsonObject(0).getString("field"));
    assertTrue(refusal.encode().contains("at least 1.6 m"), refusal.encode());
  }

  private static void aSirenThatWaitsForMoreStaysSilent(ConsoleUser user, FloodField field)
      throws Exception {
    user.send("POST", "/walk", walk(false).put("value", 1.9), 200);
    awaitStep(user, "stored", "passed");
    JsonObject sheet = user.send("POST", "/walk/end", new JsonObject(), 200);
    assertFalse(field.wasSirenOn(), "the real alarm would not have sounded it");
    assertEquals("partly", sheet.getString("verdict"), sheet.encode());
    assertEquals("skipped", step(sheet, "output").getString("outcome"), sheet.encode());
    assertEquals("Output not tried", english(step(sheet, "output"), "title"));
    assertEquals("too-low", siren(sheet).getString("how"));
    assertEquals("from orange only; the test was yellow", english(siren(sheet), "said"));
    assertMissing(sheet, "Siren not tried");
  }

  private static void aSilentTestSaysThatTheSirenWasNotTried(ConsoleUser user, FloodField field)
      throws Exception {
    user.send("POST", "/walk", walk(true), 200);
    awaitStep(user, "stored", "passed");
    JsonObject sheet = user.send("POST", "/walk/end", new JsonObject(), 200);
    assertFalse(field.wasSirenOn());
    assertEquals("partly", sheet.getString("verdict"), sheet.encode());
    assertMissing(sheet, "silent: Siren not tried");
    assertMissing(sheet, "no uplink");
    assertEquals("skipped", step(sheet, "acknowledged").getString("outcome"));
    assertEquals("Alarm not acknowledged", english(step(sheet, "acknowledged"), "title"));
  }

  private static void aDoubtfulReadingSwitchesNothing(ConsoleUser user, FloodField field)
      throws Exception {
    user.send("POST", "/walk", walk(false).put("value", 15), 200);
    awaitStep(user, "stored", "passed");
    JsonObject sheet = user.send("POST", "/walk/end", new JsonObject(), 200);
    assertFalse(field.wasSirenOn());
    assertEquals("failed", sheet.getString("verdict"), sheet.encode());
    assertEquals("withheld", siren(sheet).getString("how"), sheet.encode());
    assertEquals("Output not on as it should be", english(step(sheet, "output"), "title"));
  }

  private static void anImpossibleReadingRaisesNothing(ConsoleUser user) throws Exception {
    user.send("POST", "/walk", walk(false).put("value", 50), 200);
    awaitStep(user, "reading", "failed");
    JsonObject sheet = user.send("POST", "/walk/end", new JsonObject(), 200);
    assertEquals("failed", sheet.getString("verdict"), sheet.encode());
    assertEquals("Rule raised no alarm", english(step(sheet, "alarm"), "title"));
    assertEquals("failed", step(sheet, "output").getString("outcome"), sheet.encode());
  }

  private static void anInterlockIsNoPass(ConsoleUser user, FloodField field) throws Exception {
    field.turnKey(true);
    await(() -> reading(user, "relay-01/input-3") == 1.0);
    user.send("POST", "/walk", walk(false), 200);
    awaitStep(user, "output", "failed");
    JsonObject sheet = user.send("POST", "/walk/end", new JsonObject(), 200);
    assertFalse(field.wasSirenOn());
    assertEquals("failed", sheet.getString("verdict"), sheet.encode());
    assertEquals("blocked", siren(sheet).getString("how"), sheet.encode());
    field.turnKey(false);
    await(() -> reading(user, "relay-01/input-3") == 0.0);
  }

  private static void theSirenSoundsAndTheSheetSaysWhatItStoodOn(ConsoleUser user, FloodField field)
      throws Exception {
    user.send("POST", "/walk", walk(false), 200);
    awaitStep(user, "output", "passed");
    assertTrue(field.wasSirenOn());
    String soundedAt = step(user.get("/walk"), "output").getString("at");
    awaitStep(user, "stored", "passed");
    user.send("POST", "/walk/acknowledge", new JsonObject(), 200);
    user.send("POST", "/walk/end", new JsonObject(), 200);
    JsonObject sheet = sheets(user).getJsonObject(0);
    assertEquals("partly", sheet.getString("verdict"), sheet.encode());
    assertEquals("confirmed", siren(sheet).getString("how"), sheet.encode());
    assertEquals("orange", siren(sheet).getString("atLeast"));
    assertMissing(sheet, "acknowledged by the tester (chief), not by the centre");
    assertEquals(
        "Acknowledged here, not by the centre", english(step(sheet, "acknowledged"), "title"));
    assertEquals(soundedAt, step(sheet, "output").getString("at"), "acknowledging changes no time");
    JsonObject seen = sheet.getJsonObject("acknowledgement");
    assertTrue(seen.getBoolean("tester") && !seen.getBoolean("centre"), seen.encode());
    assertEquals("gw-410105-09", sheet.getJsonObject("gateway").getString("id"));
    assertEquals("沙河大桥网关", sheet.getJsonObject("gateway").getJsonObject("title").getString("zh"));
    assertEquals("test", sheet.getString("software"));
    assertEquals(1, sheet.getJsonObject("configuration").getInteger("id"));
    assertEquals("河道水位计", sheet.getJsonObject("device").getJsonObject("title").getString("zh"));
    assertEquals(1.2, sheet.getJsonObject("present").getDouble("value"));
    assertEquals(
        List.of("blue 1.6", "yellow 1.8", "orange 2.1"),
        sheet.getJsonArray("marks").stream()
            .map(JsonObject.class::cast)
            .map(m -> m.getString("level") + " " + m.getDouble("value"))
            .toList());
    assertEquals("2.16 m", sheet.getString("injected"));
  }

  /// One that ends because the next begins is kept too.
  private static void anEndlessListKeepsOldSheetsToo(ConsoleUser user) throws Exception {
    int before = sheets(user).size();
    user.send("POST", "/walk", walk(true), 200);
    user.send("POST", "/walk", walk(true), 200);
    user.send("POST", "/walk/end", new JsonObject(), 200);
    JsonArray all = sheets(user);
    assertEquals(before + 2, all.size());
    assertEquals("walk-1", all.getJsonObject(all.size() - 1).getString("id"));
  }

  private static void answersAreWhatTheDocumentPromises(ConsoleUser user) {
    var shapes = new Conformance(user.get("/openapi.json"));
    for (String path : List.of("/walk", "/walk/sheets", "/walk/choices")) {
      assertEquals(List.of(), shapes.of(path, user.get(path)), path);
    }
  }

  private static JsonObject walk(boolean silent) {
    return new JsonObject().put("rule", RULE).put("silent", silent);
  }

  private static JsonObject reason() {
    return new JsonObject().put("reason", "new gauge");
  }

  private static JsonObject shelving() {
    return new JsonObject().put("minutes", 30).put("note", "cleaning");
  }

  private static JsonArray sheets(ConsoleUser user) {
    return user.get("/walk/sheets").getJsonArray("sheets");
  }

  private static JsonObject choice(ConsoleUser user) {
    return find(user.get("/walk/choices").getJsonArray("rules"), "rule", RULE);
  }

  private static boolean isFit(ConsoleUser user) {
    return !choice(user).containsKey("unfit");
  }

  private static double reading(ConsoleUser user, String point) {
    JsonArray devices = user.get("/state").getJsonArray("devices");
    JsonObject device = find(devices, "name", point.substring(0, point.indexOf('/')));
    return find(device.getJsonArray("points"), "id", point).getDouble("value", -1.0);
  }

  private static JsonObject siren(JsonObject sheet) {
    return find(sheet.getJsonArray("outputs"), "id", "siren");
  }

  private static JsonObject step(JsonObject sheet, String station) {
    return find(sheet.getJsonArray("steps"), "station", station);
  }

  private static JsonObject find(JsonArray all, String key, String value) {
    return all.stream()
        .map(JsonObject.class::cast)
        .filter(o -> value.equals(o.getString(key)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(key + " " + value + " in " + all.encode()));
  }

  private static String english(JsonObject of, String key) {
    return of.getJsonObject(key).getString("en");
  }

  private static void assertMissing(JsonObject sheet, String what) {
    String missing = sheet.getJsonArray("missing").encode();
    assertTrue(missing.contains(what), missing);
  }

  private static void awaitStep(ConsoleUser user, String station, String outcome) {
    await(() -> step(user.get("/walk"), station).getString("outcome").equals(outcome));
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not within " + PATIENCE);
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
