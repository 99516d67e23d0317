package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonObject;

/// What is answered about what edits of the draft would do.
final class WhatIfAnswers extends AnswerBook {
  WhatIfAnswers() {
    shape(
        "Episode",
        object("raisedAt", TIME, "endedAt?", TIME, "level", level(), "summary", ref("Words")));
    json(
        "POST /config/check",
        object(
            "problems",
            list(
                object(
                    "place",
                    TEXT,
                    "where",
                    ref("Words"),
                    "line",
                    WHOLE,
                    "got",
                    ref("Words"),
                    "wanted",
                    ref("Words")))));
    JsonObject tried =
        object(
            "rule",
            TEXT,
            "title",
            ref("Words"),
            "whyNot?",
            ref("Words"),
            "note?",
            ref("Words"),
            "readings?",
            WHOLE,
            "cut?",
            FLAG,
            "now?",
            list(ref("Episode")),
            "changed?",
            list(ref("Episode")));
    json(
        "POST /what-if",
        object(
            "from",
            TIME,
            "to",
            TIME,
            "rules",
            list(tried),
            "flags?",
            object("now", FREE, "changed", FREE)));
  }
}
