package org.fieldbeacon.agent.console;

/// What is answered about the site as it stands, and its readings.
final class SiteAnswers extends AnswerBook {
  SiteAnswers() {
    shape("Words", object("zh", TEXT, "en", TEXT));
    shape(
        "Health",
        object("state", TEXT, "checks", list(object("name", TEXT, "state", TEXT, "detail", TEXT))));
    shape(
        "Device",
        object(
            "name",
            TEXT,
            "title",
            ref("Words"),
            "profile",
            TEXT,
            "protocol",
            TEXT,
            "link",
            TEXT,
            "enabled",
            FLAG,
            "pollSeconds",
            NUMBER,
            "state?",
            TEXT,
            "detail?",
            TEXT,
            "since?",
            TIME,
            "points",
            list(
                object(
                    "id",
                    TEXT,
                    "title",
                    ref("Words"),
                    "unit",
                    TEXT,
                    "property",
                    TEXT,
                    "readable",
                    FLAG,
                    "value?",
                    MAYBE,
                    "flag?",
                    flag(),
                    "at?",
                    TIME,
                    "detail?",
                    TEXT,
                    "trusted?",
                    object("value", MAYBE, "at", TIME)))));
    json(
        "GET /state",
        object(
            "hasSite",
            FLAG,
            "running",
            FLAG,
            "version",
            TEXT,
            "at",
            TIME,
            "config",
            FREE,
            "gateway?",
            object(
                "id",
                TEXT,
                "title",
                ref("Words"),
                "exercise",
                FLAG,
                "latitudeDeg",
                NUMBER,
                "longitudeDeg",
                NUMBER,
                "adcode",
                TEXT,
                "zone",
                TEXT),
            "walk?",
            object("id", TEXT, "rule", TEXT, "title", ref("Words"), "silent", FLAG, "by", TEXT),
            "health?",
            ref("Health"),
            "models?",
            list(FREE),
            "alarms?",
            list(ref("Alarm")),
            "devices?",
            list(ref("Device")),
            "outputs?",
            list(ref("Output")),
            "uplink?",
            FREE,
            "storage?",
            FREE));
    json("GET /storage", object("totalBytes", WHOLE, "usedBytes", WHOLE, "freeBytes", WHOLE));
    media("GET /events", "text/event-stream");
    json(
        "GET /points/{device}/{point}/series",
        object(
            "point",
            TEXT,
            "unit",
            TEXT,
            "buckets",
            list(
                object(
                    "at", TIME, "count", WHOLE, "flag", flag(), "min?", MAYBE, "mean?", MAYBE,
                    "max?", MAYBE))));
    json(
        "GET /points/{device}/{point}/readings",
        object(
            "point",
            TEXT,
            "readings",
            list(
                object(
                    "at",
                    TIME,
                    "receivedAt",
                    TIME,
                    "value",
                    MAYBE,
                    "unit",
                    TEXT,
                    "flag",
                    flag(),
                    "detail?",
                    TEXT))));
    json(
        "GET /logs",
        object(
            "lines",
            list(object("seq", WHOLE, "at", TIME, "level", TEXT, "source", TEXT, "text", TEXT))));
  }
}
