package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonObject;

/// What is answered about outputs.
final class OutputAnswers extends AnswerBook {
  OutputAnswers() {
    shape(
        "Output",
        object(
            "id",
            TEXT,
            "title",
            ref("Words"),
            "on",
            FLAG,
            "reason",
            ref("Words"),
            "written",
            FLAG,
            "failedWrites",
            WHOLE,
            "confirmation",
            TEXT,
            "withheld",
            list(object("rule", TEXT, "reason", ref("Words"))),
            "triggers",
            list(object("rule", TEXT, "atLeast", level())),
            "blockedBy?",
            ref("Words"),
            "override?",
            TEXT));
    json(
        "GET /outputs/{output}",
        object(
            "output",
            TEXT,
            "record",
            list(object("at", TIME, "word", TEXT, "reason", ref("Words")))));
    JsonObject output = object("output", TEXT, "on", FLAG, "reason", ref("Words"));
    json("POST /outputs/{output}/test", output);
    json("POST /outputs/{output}/auto", output);
  }
}
