package org.fieldbeacon.agent.console;

/// What is answered about walk tests.
final class WalkAnswers extends AnswerBook {
  WalkAnswers() {
    shape(
        "Walk",
        object(
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
            "alarmId?",
            TEXT,
            "over?",
            FLAG,
            "steps?",
            list(
                object(
                    "station",
                    TEXT,
                    "outcome",
                    TEXT,
                    "afterMillis",
                    WHOLE,
                    "detail",
                    ref("Words"),
                    "at?",
                    TIME))));
    json("GET /walk", ref("Walk"));
    json("GET /walk/sheets", object("sheets", list(ref("Walk"))));
    json("POST /walk", ref("Walk"));
    json("POST /walk/acknowledge", ref("Walk"));
    json("POST /walk/end", ref("Walk"));
  }
}
