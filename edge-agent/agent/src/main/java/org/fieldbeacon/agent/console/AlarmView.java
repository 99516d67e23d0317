package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.fieldbeacon.agent.alarm.Alarm;
import org.fieldbeacon.agent.alarm.AlarmRecord;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.contract.AlarmMessage;
import org.fieldbeacon.contract.ModelEvidence;
import org.fieldbeacon.contract.ModelEvidence.Window;

/// Alarms as JSON.
final class AlarmView {
  private AlarmView() {}

  static JsonObject brief(AlarmRecord alarm, SiteConfig site) {
    Alarm life = alarm.life();
    Optional<HazardRule> rule = site.rule(alarm.ruleId());
    var json =
        new JsonObject()
            .put("rule", alarm.ruleId())
            .put("alarmId", alarm.alarmId())
            .put("revision", alarm.revision())
            .put("raisings", alarm.raising())
            .put("state", life.state().word())
            .put("level", Json.word(life.level()))
            .put("active", life.state().isActive())
            .put("needsAcknowledgement", life.state().needsAcknowledgement())
            .put("latched", life.latched())
            .put("suppressed", life.suppressed())
            .put("escalated", life.escalated())
            .put("trusted", alarm.trusted())
            .put("changedAt", life.changedAt().toString());
    rule.ifPresent(
        r ->
            json.put("title", Json.text(r.title()))
                .put("point", r.point().toString())
                .put("shelveMaxMinutes", r.alarm().shelveMax().toMinutes()));
    life.outOfService().ifPresent(why -> json.put("outOfService", why));
    life.shelving()
        .ifPresent(
            s -> {
              var shelving = new JsonObject().put("by", s.by()).put("note", s.note());
              s.until().ifPresent(u -> shelving.put("until", u.toString()));
              json.put("shelving", shelving);
            });
    life.acknowledgement()
        .ifPresent(
            a ->
                json.put(
                    "acknowledgement",
                    new JsonObject()
                        .put("by", a.by())
                        .put("note", a.note())
                        .put("at", a.at().toString())));
    alarm
        .message()
        .ifPresent(
            m ->
                json.put("headline", Json.text(m.headline()))
                    .put("raisedAt", m.raisedAt().toString()));
    return json;
  }

  /// With its evidence.
  static JsonObject whole(AlarmRecord alarm, SiteConfig site) {
    JsonObject json = brief(alarm, site);
    alarm.message().ifPresent(m -> json.put("evidence", evidence(m)));
    return json;
  }

  private static JsonObject evidence(AlarmMessage message) {
    var thresholds = new JsonArray();
    message
        .evidence()
        .thresholds()
        .forEach(
            t ->
                thresholds.add(
                    new JsonObject()
                        .put("name", t.name())
                        .put("value", t.value())
                        .put("unit", t.unit())));
    var readings = new JsonArray();
    message.evidence().readings().forEach(r -> readings.add(reading(r)));
    Optional<Window> window = message.evidence().model().flatMap(ModelEvidence::window);
    window.ifPresent(w -> w.readings().forEach(r -> readings.add(reading(r))));
    var json =
        new JsonObject()
            .put("summary", Json.text(message.evidence().summary()))
            .put("confidence", message.evidence().confidence())
            .put("hazard", message.hazard())
            .put("thresholds", thresholds)
            .put("readings", readings);
    message.capXml().ifPresent(xml -> json.put("cap", xml));
    message.evidence().model().ifPresent(m -> json.put("model", model(m)));
    return json;
  }

  private static JsonObject reading(AlarmMessage.Reading r) {
    return new JsonObject()
        .put("point", r.device() + "/" + r.point())
        .put("at", r.at().toString())
        .put("value", r.value().orElse(null))
        .put("unit", r.unit())
        .put("flag", r.flag());
  }

  private static JsonObject model(ModelEvidence model) {
    var scores = new JsonArray();
    model
        .scores()
        .forEach(
            s ->
                scores.add(
                    new JsonObject()
                        .put("label", s.label())
                        .put("title", Json.text(s.title()))
                        .put("value", s.value())));
    return new JsonObject()
        .put("name", model.name())
        .put("version", model.version())
        .put("sha256", model.sha256())
        .put("scores", scores)
        .put("picture", model.picture().isPresent());
  }
}
