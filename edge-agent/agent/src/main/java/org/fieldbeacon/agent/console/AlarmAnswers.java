package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// What is answered about alarms.
final class AlarmAnswers extends AnswerBook {
  AlarmAnswers() {
    shape(
        "Alarm",
        object(
            "rule",
            TEXT,
            "alarmId",
            TEXT,
            "revision",
            WHOLE,
            "raisings",
            WHOLE,
            "state",
            TEXT,
            "level",
            level(),
            "active",
            FLAG,
            "needsAcknowledgement",
            FLAG,
            "latched",
            FLAG,
            "suppressed",
            FLAG,
            "escalated",
            FLAG,
            "trusted",
            FLAG,
            "changedAt",
            TIME,
            "title?",
            ref("Words"),
            "point?",
            TEXT,
            "shelveMaxMinutes?",
            WHOLE,
            "outOfService?",
            TEXT,
            "shelving?",
            object("by", TEXT, "note", TEXT, "until?", TIME),
            "acknowledgement?",
            object("by", TEXT, "note", TEXT, "at", TIME),
            "headline?",
            ref("Words"),
            "raisedAt?",
            TIME,
            "evidence?",
            ref("Evidence")));
    shape(
        "Evidence",
        object(
            "summary",
            ref("Words"),
            "confidence",
            NUMBER,
            "hazard",
            TEXT,
            "thresholds",
            list(object("name", TEXT, "value", NUMBER, "unit", TEXT)),
            "readings",
            list(object("point", TEXT, "at", TIME, "value", MAYBE, "unit", TEXT, "flag", flag())),
            "cap?",
            TEXT,
            "model?",
            object(
                "name",
                TEXT,
                "version",
                TEXT,
                "sha256",
                TEXT,
                "picture",
                FLAG,
                "scores",
                list(ref("Score")))));
    shape("Score", object("label", TEXT, "title", ref("Words"), "value", NUMBER));
    JsonObject earlier =
        object("settings?", FREE, "earlier", list(ref("Alarm")), "evidence?", ref("Evidence"));
    json(
        "GET /alarms/{rule}",
        new JsonObject().put("allOf", new JsonArray().add(ref("Alarm")).add(earlier)));
    media("GET /alarms/{rule}/picture", "image/jpeg");
    for (String order :
        List.of(
            "acknowledge",
            "shelve",
            "unshelve",
            "remove-from-service",
            "return-to-service",
            "reset")) {
      json("POST /alarms/{rule}/" + order, ref("Alarm"));
    }
  }
}
