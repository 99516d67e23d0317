package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.fieldbeacon.agent.config.ModelCard.Label;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.config.ModelUse.Source;
import org.fieldbeacon.agent.inference.DriftWatch;
import org.fieldbeacon.agent.inference.ModelState;
import org.fieldbeacon.agent.inference.Promotions;
import org.fieldbeacon.agent.inference.SightRing.Seen;
import org.fieldbeacon.agent.model.Answer;

/// Models at work as JSON.
final class ModelView {
  private ModelView() {}

  /// @param promotions what has been asked for; read from the disk
  static JsonObject of(ModelState state, Promotions promotions) {
    ModelUse use = state.use();
    var none = new JsonObject();
    new java.util.TreeMap<>(state.counters().none()).forEach(none::put);
    var json =
        new JsonObject()
            .put("id", use.id())
            .put("title", Json.text(use.title()))
            .put("package", state.card().name())
            .put("version", state.card().version())
            .put("sha256", state.sha256())
            .put("task", Json.word(state.card().task()))
            .put("points", points(use))
            .put("periodSeconds", use.period().toMillis() / 1000.0)
            .put("promoted", state.isPromoted())
            .put("promotionAsked", promotions.promoted(use.id()).isPresent())
            .put("answers", state.counters().answers())
            .put("unsure", state.counters().unsure())
            .put("none", none)
            .put("p99Ms", rounded(state.counters().p99Millis()))
            .put("drift", drift(state.drift()))
            .put("pictures", state.sights().map(r -> r.listed().size()).orElse(0))
            .put("hasPictures", state.sights().isPresent());
    state.shadow().ifPresent(s -> json.put("shadow", shadow(s.json())));
    return json;
  }

  /// What changes only when something happens.
  static JsonObject brief(ModelState state) {
    var json =
        new JsonObject()
            .put("id", state.use().id())
            .put("title", Json.text(state.use().title()))
            .put("package", state.card().name())
            .put("version", state.card().version())
            .put("promoted", state.isPromoted())
            .put("drifted", state.drift().isDrifted());
    state.shadow().ifPresent(s -> json.put("shadow", s.json().getString("version")));
    return json;
  }

  private static JsonArray points(ModelUse use) {
    var points = new JsonArray();
    switch (use.source()) {
      case Source.Camera(var frame) -> points.add(frame.toString());
      case Source.Points(var all) -> all.values().forEach(p -> points.add(p.toString()));
    }
    return points;
  }

  private static JsonObject drift(DriftWatch drift) {
    var features = new JsonArray();
    for (Map.Entry<String, Double> f : drift.departures().entrySet()) {
      features.add(new JsonObject().put("id", f.getKey()).put("departure", rounded(f.getValue())));
    }
    return new JsonObject()
        .put("drifted", drift.isDrifted())
        .put("limit", DriftWatch.LIMIT)
        .put("features", features);
  }

  private static JsonObject shadow(JsonObject report) {
    long asked = report.getLong("asked");
    long answered = asked - report.getLong("failed");
    var json = new JsonObject();
    if (report.containsKey("stopped")) {
      InChinese.put(json, "stopped", report.getString("stopped"));
    }
    return json.put("package", report.getString("package"))
        .put("version", report.getString("version"))
        .put("sha256", report.getString("sha256"))
        .put("asked", asked)
        .put("failed", report.getLong("failed"))
        .put("agreed", report.getLong("agreed"))
        .put(
            "agreement",
            answered == 0 ? null : rounded((double) report.getLong("agreed") / answered))
        .put("meanDifference", rounded(report.getDouble("mean-difference")))
        .put("meanMs", rounded(report.getDouble("mean-ms")));
  }

  /// To three digits: more says nothing, and would change with every look.
  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  static JsonObject of(Seen seen) {
    var scores = new JsonArray();
    var json =
        new JsonObject()
            .put("id", seen.id())
            .put("at", seen.at().toString())
            .put("sight", Json.word(seen.sight()))
            .put("credible", seen.isCredible())
            .put("version", seen.version())
            .put("sha256", seen.sha256())
            .put("scores", scores);
    switch (seen.answer()) {
      case Answer.Choice choice -> {
        for (int i = 0; i < choice.scores().size() && i < seen.labels().size(); i++) {
          Label label = seen.labels().get(i);
          scores.add(
              new JsonObject()
                  .put("label", label.id())
                  .put("title", Json.text(label.title()))
                  .put("value", rounded(choice.scores().get(i))));
        }
        json.put("best", seen.labels().get(choice.best()).id()).put("sure", choice.isSure());
      }
      case Answer.None none -> InChinese.put(json, "nothing", none.reason() + ": " + none.detail());
      case Answer.Event _, Answer.Forecast _ -> {
        // Of series, which have no pictures.
      }
    }
    return json;
  }
}
