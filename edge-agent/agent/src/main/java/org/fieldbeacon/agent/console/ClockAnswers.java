package org.fieldbeacon.agent.console;

/// What is answered about the clock.
final class ClockAnswers extends AnswerBook {
  ClockAnswers() {
    json(
        "GET /clock",
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
            "uncertaintySeconds?",
            NUMBER));
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
