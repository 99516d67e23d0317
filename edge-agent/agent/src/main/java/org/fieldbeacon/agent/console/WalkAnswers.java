package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonObject;

/// What is answered about walk tests. A sheet that an older version has kept lacks what that did
/// not know.
final class WalkAnswers extends AnswerBook {
  private static final JsonObject MARKS =
      list(object("level", level(), "name", TEXT, "value", NUMBER));

  WalkAnswers() {
    shape(
        "WalkOutput",
        object(
            "id",
            TEXT,
            "title",
            ref("Words"),
            "atLeast",
            level(),
            "readBack",
            FLAG,
            "how",
            words(
                "waiting",
                "silent",
                "too-low",
                "withheld",
                "commanded",
                "confirmed",
                "written",
                "was-on",
                "blocked",
                "not-confirmed"),
            "said",
            ref("Words")));
    shape(
        "WalkStep",
        object(
            "station",
            TEXT,
            "title?",
            ref("Words"),
            "outcome",
            words("waiting", "passed", "failed", "skipped"),
            "afterMillis",
            WHOLE,
            "detail",
            ref("Words"),
            "at?",
            TIME));
    shape("Walk", both(test(), scene()));
    shape(
        "WalkChoice",
        object(
            "rule",
            TEXT,
            "title",
            ref("Words"),
            "type",
            TEXT,
            "point",
            TEXT,
            "deviceTitle",
            ref("Words"),
            "pointTitle",
            ref("Words"),
            "unit",
            TEXT,
            "value?",
            NUMBER,
            "marks",
            MARKS,
            "delaySeconds",
            NUMBER,
            "outputs",
            list(ref("WalkOutput")),
            "unfit?",
            ref("Words")));
    json("GET /walk", ref("Walk"));
    json("GET /walk/sheets", object("sheets", list(ref("Walk"))));
    json("GET /walk/choices", object("rules", list(ref("WalkChoice"))));
    json("POST /walk", ref("Walk"));
    json("POST /walk/acknowledge", ref("Walk"));
    json("POST /walk/end", ref("Walk"));
  }

  private static JsonObject test() {
    return object(
        "id?",
        TEXT,
        "rule?",
        TEXT,
        "title?",
        ref("Words"),
        "point?",
        TEXT,
        "injected?",
        ANY,
        "silent?",
        FLAG,
        "by?",
        TEXT,
        "startedAt?",
        TIME,
        "endedAt?",
        TIME,
        "alarmId?",
        TEXT,
        "over?",
        FLAG,
        "verdict?",
        words("passed", "partly", "failed"),
        "missing?",
        list(ref("Words")),
        "acknowledgement?",
        object("by", TEXT, "at", TIME, "centre", FLAG, "tester", FLAG),
        "outputs?",
        list(ref("WalkOutput")),
        "steps?",
        list(ref("WalkStep")));
  }

  /// As it was when the test began.
  private static JsonObject scene() {
    return object(
        "gateway?",
        object("id", TEXT, "title", ref("Words"), "zone", TEXT, "exercise", FLAG),
        "device?",
        object("name", TEXT, "title", ref("Words")),
        "pointTitle?",
        ref("Words"),
        "unit?",
        TEXT,
        "marks?",
        MARKS,
        "delaySeconds?",
        NUMBER,
        "present?",
        object("value", MAYBE, "unit", TEXT, "flag", flag(), "at", TIME),
        "uplink?",
        object("map", FLAG, "commandKey", FLAG),
        "software?",
        TEXT,
        "configuration?",
        object("id", WHOLE, "at", TIME, "by", TEXT, "note", TEXT, "hash", TEXT),
        "calibration?",
        object("slope", NUMBER, "offset", NUMBER));
  }
}
