package org.fieldbeacon.agent.console;

/// What is answered about the clock.
final class ClockAnswers extends AnswerBook {
  ClockAnswers() {
    shape(
        "Clock",
        object(
            "at",
            TIME,
            "source",
            TEXT,
            "synchronized",
            FLAG,
            "detail",
            ref("Words"),
            "running",
            list(TEXT),
            "installed",
            list(TEXT),
            "maySet",
            FLAG,
            "uncertaintySeconds?",
            NUMBER,
            "following?",
            object(
                "doing",
                TEXT,
                "source",
                TEXT,
                "why",
                ref("Words"),
                "at?",
                TIME,
                "offsetSeconds?",
                NUMBER,
                "uncertaintySeconds?",
                NUMBER,
                "detail?",
                TEXT)));
    json("GET /clock", ref("Clock"));
    json("POST /clock/set", ref("Clock"));
    json(
        "POST /clock/compare",
        object("offsetSeconds", NUMBER, "uncertaintySeconds", NUMBER, "stratum", WHOLE));
    json(
        "POST /clock/receiver",
        object(
            "latitudeDeg",
            NUMBER,
            "longitudeDeg",
            NUMBER,
            "satellites?",
            WHOLE,
            "hdop?",
            NUMBER,
            "offsetSeconds?",
            NUMBER));
  }
}
