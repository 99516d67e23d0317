package org.fieldbeacon.agent.console;

import java.util.List;

/// What is answered about the configuration.
final class ConfigAnswers extends AnswerBook {
  ConfigAnswers() {
    shape(
        "Change",
        object(
            "path",
            list(TEXT),
            "place",
            ref("Words"),
            "before",
            ref("Words"),
            "after",
            ref("Words"),
            "sentence",
            ref("Words")));
    shape(
        "Config",
        object(
            "text",
            TEXT,
            "isDraft",
            FLAG,
            "isFileThere",
            FLAG,
            "changedByHand",
            FLAG,
            "tag",
            TEXT,
            "tree",
            FREE,
            "plan",
            list(ref("Change")),
            "problems",
            list(
                object(
                    "file",
                    TEXT,
                    "line",
                    WHOLE,
                    "path",
                    TEXT,
                    "where",
                    ref("Words"),
                    "got",
                    TEXT,
                    "wanted",
                    TEXT)),
            "by?",
            TEXT,
            "at?",
            TIME,
            "outdated?",
            FLAG));
    shape("Version", object("id", WHOLE, "at", TIME, "by", TEXT, "note", TEXT, "hash", TEXT));
    for (String operation :
        List.of(
            "GET /config",
            "PUT /config/text",
            "POST /config/edits",
            "POST /config/undo",
            "POST /config/parts/{list}/{name}/remove",
            "DELETE /config/draft",
            "POST /config/apply",
            "POST /config/confirm",
            "POST /config/revert",
            "POST /config/history/{id}/restore")) {
      json(operation, ref("Config"));
    }
    json("POST /config/compare", object("changes", list(ref("Change"))));
    json(
        "GET /config/history",
        object("versions", list(both(ref("Version"), object("plan", list(ref("Change")))))));
    json("GET /config/history/{id}", both(ref("Version"), object("text", TEXT)));
    json(
        "GET /config/parts/{list}/{name}",
        object(
            "what",
            ref("Words"),
            "along",
            list(ref("Words")),
            "lost",
            list(ref("Words")),
            "obstacles",
            list(ref("Words"))));
    json("GET /schema/site", FREE);
    json("GET /schema/device", FREE);
    json(
        "GET /profiles",
        object(
            "profiles",
            list(
                object(
                    "id",
                    TEXT,
                    "title",
                    ref("Words"),
                    "protocol",
                    TEXT,
                    "form?",
                    object("address", TEXT, "links", list(TEXT), "usual", FREE, "settings?", TEXT),
                    "points",
                    list(
                        object(
                            "name",
                            TEXT,
                            "title",
                            ref("Words"),
                            "unit",
                            TEXT,
                            "property",
                            TEXT,
                            "min",
                            MAYBE,
                            "max",
                            MAYBE,
                            "access",
                            TEXT))))));
  }
}
