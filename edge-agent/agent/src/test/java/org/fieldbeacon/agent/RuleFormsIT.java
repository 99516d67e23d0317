package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Every kind of rule and the quality tests, tried over two stored days and edited in forms.
@Timeout(1_300)
class RuleFormsIT {
  @TempDir Path folder;

  private static JsonObject set(Object value, String... path) {
    return new JsonObject()
        .put("op", "set")
        .put("path", new JsonArray(List.of(path)))
        .put("value", value);
  }

  private static JsonObject attempt(String what, String id, JsonObject... edits) {
    return new JsonObject()
        .put("days", 3)
        .put(what, id)
        .put("edits", new JsonArray(List.of(edits)));
  }

  private static JsonObject tried(ConsoleUser user, String rule, JsonObject... edits)
      throws Exception {
    return user.send("POST", "/what-if", attempt("rule", rule, edits), 200)
        .getJsonArray("rules")
        .getJsonObject(0);
  }

  private static void expect(JsonObject tried, int now, int changed) {
    assertTrue(tried.getLong("readings", 0L) > 40, tried::encode);
    assertEquals(now, tried.getJsonArray("now").size(), tried::encode);
    assertEquals(changed, tried.getJsonArray("changed").size(), tried::encode);
  }

  @Test
  void everyKindOfRuleIsTriedOnWhatIsStoredOrSaysWhyNot() throws Exception {
    try (var field = new FloodField();
        var console = new RunningConsole(ManyRules.write(field, folder));
        var user = new ConsoleUser(console)) {
      expect(tried(user, "river-high", set(1.5, "rules", "river-high", "warning")), 1, 2);
      var much = new JsonObject().put("window", "PT3H").put("mm", 70);
      expect(
          tried(
              user,
              "storm",
              set(much, "rules", "storm", "yellow"),
              set(much, "rules", "storm", "orange"),
              set(new JsonObject().put("window", "PT12H").put("mm", 70), "rules", "storm", "blue")),
          1,
          0);
      expect(tried(user, "gate-smoke", set(0.6, "rules", "gate-smoke", "raise-above")), 0, 1);
      expect(tried(user, "river-ahead", set(1.9, "rules", "river-ahead", "marks", "yellow")), 0, 1);
      JsonObject stale =
          tried(user, "gauge-credible", set("PT1H", "rules", "gauge-credible", "stale-after"));
      assertTrue(stale.getJsonArray("now").size() > stale.getJsonArray("changed").size());
      JsonObject camera = tried(user, "gate-camera-credible");
      assertTrue(camera.getJsonObject("whyNot").getString("zh").contains("画面"), camera::encode);

      JsonObject tests =
          user.send(
              "POST",
              "/what-if",
              attempt(
                  "point",
                  "river-gauge-01/level",
                  set(
                      new JsonArray(List.of(0, 1.65)),
                      "quality",
                      "river-gauge-01/level",
                      "gross-range",
                      "fail"),
                  set(
                      new JsonArray(List.of(0.3, 1.65)),
                      "quality",
                      "river-gauge-01/level",
                      "gross-range",
                      "suspect")),
              200);
      JsonObject flags = tests.getJsonObject("flags");
      assertEquals(0, flags.getJsonObject("now").getInteger("4", 0), flags::encode);
      assertEquals(1, flags.getJsonObject("changed").getInteger("4"), flags::encode);
      JsonObject river =
          tests.getJsonArray("rules").stream()
              .map(JsonObject.class::cast)
              .filter(r -> r.getString("rule").equals("river-high"))
              .findFirst()
              .orElseThrow();
      expect(river, 1, 0);
    }
  }

  @Test
  void whatWouldBeWrongIsSaidByTheNameOfItsRuleAndNothingIsChanged() throws Exception {
    try (var field = new FloodField()) {
      Path file = field.writeSite(folder, "");
      String before = Files.readString(file);
      try (var console = new RunningConsole(file);
          var user = new ConsoleUser(console)) {
        JsonObject checked =
            user.send(
                "POST",
                "/config/check",
                new JsonObject()
                    .put("edits", new JsonArray().add(set(9, "rules", "river-high", "warning"))),
                200);
        assertEquals(
            "rules.river-high.guarantee",
            checked.getJsonArray("problems").getJsonObject(0).getString("place"),
            checked::encode);
        assertEquals(before, Files.readString(file));
        assertEquals(false, user.get("/config").getBoolean("isDraft"));
      }
    }
  }

  @Test
  void everyRuleAndThePointsTestsAreEditedInFormsOnPhoneAndDesk() throws Exception {
    BrowserRun.needBrowser();
    try (var faces = new Faces()) {
      for (Path its : faces.folders(folder)) {
        var field = faces.keep(new FloodField());
        faces.add(faces.keep(new RunningConsole(ManyRules.write(field, its))), Map.of());
      }
      faces.run("rules.mjs");
    }
  }
}
