package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonObject;

/// What is answered about looking for devices.
final class ScanAnswers extends AnswerBook {
  ScanAnswers() {
    JsonObject scan =
        object(
            "phase",
            TEXT,
            "protocol?",
            TEXT,
            "target?",
            TEXT,
            "shared?",
            FLAG,
            "by?",
            TEXT,
            "startedAt?",
            TIME,
            "seconds?",
            WHOLE,
            "cut?",
            FLAG,
            "trouble?",
            TEXT,
            "remarks?",
            list(ref("Words")),
            "found?",
            list(object("address", FREE, "fields", FREE, "profiles", list(TEXT), "device?", TEXT)));
    json("GET /scan", scan);
    put("POST /scan", new Answer(202, Reply.JSON, scan));
    json("DELETE /scan", scan);
    json(
        "GET /scan/lines",
        object(
            "links",
            list(
                object(
                    "name",
                    TEXT,
                    "devices",
                    WHOLE,
                    "shared",
                    FLAG,
                    "where",
                    ANY,
                    "protocol?",
                    TEXT)),
            "serialPorts",
            list(TEXT),
            "i2cBuses",
            list(TEXT)));
  }
}
