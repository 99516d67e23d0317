package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.fieldbeacon.agent.config.HazardRule;

/// A rule's thresholds as JSON, for charts.
final class RuleView {
  private RuleView() {}

  static JsonObject of(HazardRule rule) {
    var lines = new JsonArray();
    var json =
        new JsonObject()
            .put("id", rule.id())
            .put("title", Json.text(rule.title()))
            .put("point", rule.point().toString());
    switch (rule) {
      case HazardRule.RiverLevel river -> {
        json.put("type", "river-level").put("unit", river.unit().ucum());
        river.nearWarning().ifPresent(near -> line(lines, "near-warning", river.warning() - near));
        line(lines, "warning", river.warning());
        line(lines, "guarantee", river.guarantee());
        river.highest().ifPresent(h -> line(lines, "highest", h));
      }
      case HazardRule.Rainstorm _ -> json.put("type", "rainstorm");
      case HazardRule.Credibility _ -> json.put("type", "credibility");
      case HazardRule.ModelEvent _ -> json.put("type", "model");
      case HazardRule.ForecastCrossing forecast -> {
        json.put("type", "forecast").put("unit", forecast.unit().ucum());
        forecast
            .marks()
            .forEach((level, mark) -> line(lines, level.name().toLowerCase(Locale.ROOT), mark));
      }
      case HazardRule.CameraCredibility _ -> json.put("type", "camera-credibility");
    }
    return json.put("lines", lines);
  }

  private static void line(JsonArray lines, String name, double value) {
    lines.add(new JsonObject().put("name", name).put("value", value));
  }
}
