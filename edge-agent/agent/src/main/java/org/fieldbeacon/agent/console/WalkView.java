package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;

/// Walk tests as JSON. Of one that is over this is its sheet, and is kept as it is: what it says
/// later must be what was so then.
final class WalkView {
  private WalkView() {}

  static JsonObject of(WalkState walk) {
    var steps = new JsonArray();
    for (WalkState.Step step : walk.steps()) {
      var one =
          new JsonObject()
              .put("station", Json.word(step.station()))
              .put("title", Json.text(step.title()))
              .put("outcome", Json.word(step.outcome()))
              .put("afterMillis", step.afterMillis())
              .put("detail", both(step.detail()));
      step.at().ifPresent(at -> one.put("at", at.toString()));
      steps.add(one);
    }
    var missing = new JsonArray();
    walk.missing().forEach(m -> missing.add(both(m)));
    JsonObject json =
        InChinese.put(new JsonObject(), "injected", walk.injected())
            .put("id", walk.id())
            .put("rule", walk.rule())
            .put("title", Json.text(walk.title()))
            .put("point", walk.point())
            .put("silent", walk.silent())
            .put("by", walk.by())
            .put("startedAt", walk.startedAt().toString())
            .put("alarmId", walk.alarmId())
            .put("headline", Json.text(walk.headline()))
            .put("status", walk.status())
            .put("over", walk.isOver())
            .put("missing", missing)
            .put("outputs", outputs(walk.outputs()))
            .put("steps", steps);
    walk.endedAt().ifPresent(at -> json.put("endedAt", at.toString()));
    walk.verdict().ifPresent(v -> json.put("verdict", Json.word(v)));
    walk.acknowledgement()
        .ifPresent(
            a ->
                json.put(
                    "acknowledgement",
                    new JsonObject()
                        .put("by", a.by())
                        .put("at", a.at().toString())
                        .put("centre", a.isCentre())
                        .put("tester", a.isTester())));
    scene(json, walk.scene());
    return json;
  }

  private static void scene(JsonObject json, WalkScene scene) {
    json.put(
            "gateway",
            new JsonObject()
                .put("id", scene.gateway())
                .put("title", Json.text(scene.gatewayTitle()))
                .put("zone", scene.zone().getId())
                .put("exercise", scene.isExercise()))
        .put(
            "device",
            new JsonObject()
                .put("name", scene.device())
                .put("title", Json.text(scene.deviceTitle())))
        .put("pointTitle", Json.text(scene.pointTitle()))
        .put("unit", scene.unit())
        .put("marks", marks(scene.marks()))
        .put("delaySeconds", scene.onDelay().toMillis() / 1000.0);
    scene.present().ifPresent(o -> json.put("present", reading(o)));
    scene
        .uplink()
        .ifPresent(
            u ->
                json.put(
                    "uplink",
                    new JsonObject().put("map", u.isMap()).put("commandKey", u.hasKey())));
  }

  private static JsonObject reading(Observation reading) {
    return new JsonObject()
        .put("value", Json.number(reading.value()))
        .put("unit", reading.unit().ucum())
        .put("flag", reading.quality().code())
        .put("at", reading.phenomenonTime().toString());
  }

  private static JsonArray marks(List<WalkScene.Mark> marks) {
    var all = new JsonArray();
    marks.forEach(
        m ->
            all.add(
                new JsonObject()
                    .put("level", Json.word(m.level()))
                    .put("name", m.name())
                    .put("value", m.value())));
    return all;
  }

  private static JsonArray outputs(List<WalkState.OutputTrial> outputs) {
    var all = new JsonArray();
    outputs.forEach(
        o ->
            all.add(
                new JsonObject()
                    .put("id", o.id())
                    .put("title", Json.text(o.title()))
                    .put("atLeast", Json.word(o.atLeast()))
                    .put("readBack", o.hasReadBack())
                    .put("how", Json.word(o.how()))
                    .put("said", both(o.said()))));
    return all;
  }

  static JsonObject choice(WalkChoice choice) {
    var json =
        new JsonObject()
            .put("rule", choice.rule())
            .put("title", Json.text(choice.title()))
            .put("type", choice.type())
            .put("point", choice.point())
            .put("deviceTitle", Json.text(choice.deviceTitle()))
            .put("pointTitle", Json.text(choice.pointTitle()))
            .put("unit", choice.unit())
            .put("marks", marks(choice.marks()))
            .put("delaySeconds", choice.onDelay().toMillis() / 1000.0)
            .put("outputs", outputs(choice.outputs()));
    choice.value().ifPresent(v -> json.put("value", v));
    choice.unfit().ifPresent(why -> json.put("unfit", both(why)));
    return json;
  }

  /// What a quality test or a driver has added to a sentence is English yet.
  private static JsonObject both(Text said) {
    return Json.text(new Text(InChinese.of(said.zh()), said.en()));
  }
}
