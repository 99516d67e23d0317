package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonObject;

/// What is answered about the quality of alarms.
final class AlarmQualityAnswers extends AnswerBook {
  AlarmQualityAnswers() {
    shape("Rule", object("rule", TEXT, "title?", ref("Words")));
    JsonObject more = object("calls", WHOLE, "share", NUMBER);
    json(
        "GET /alarm-quality",
        object(
            "from",
            TIME,
            "to",
            TIME,
            "recordedSince?",
            TIME,
            "calls",
            WHOLE,
            "perTenMinutes",
            NUMBER,
            "peak",
            WHOLE,
            "floodPeriods",
            WHOLE,
            "floodShare",
            NUMBER,
            "periods",
            WHOLE,
            "busiest",
            list(object("from", TIME, "calls", WHOLE)),
            "chattering",
            list(both(ref("Rule"), object("mostInAMinute", WHOLE, "raisings", WHOLE))),
            "topTen",
            list(both(ref("Rule"), more)),
            "levels",
            FREE,
            "standing",
            list(
                both(
                    ref("Rule"),
                    object("level", level(), "since", TIME, "annunciated", FLAG, "stale", FLAG)))));
  }
}
