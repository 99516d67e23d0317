package org.fieldbeacon.agent.console;

/// What is answered about people and what they did.
final class PeopleAnswers extends AnswerBook {
  PeopleAnswers() {
    shape("Session", object("name", TEXT, "role", role(), "csrf", TEXT, "mustChange", FLAG));
    json(
        "GET /welcome",
        object("session", FREE, "needsFirstAdministrator", FLAG, "hasSite", FLAG, "running", FLAG));
    json("POST /first-administrator", ref("Session"));
    json("POST /session", ref("Session"));
    json("GET /session", ref("Session"));
    json("PUT /session/password", ref("Session"));
    nothing("DELETE /session");
    json(
        "GET /accounts",
        object("accounts", list(object("name", TEXT, "role", role(), "mustChange", FLAG))));
    nothing("POST /accounts");
    nothing("PUT /accounts/{name}");
    nothing("PUT /accounts/{name}/password");
    nothing("DELETE /accounts/{name}");
    json(
        "GET /audit",
        object(
            "whole",
            FLAG,
            "entries",
            list(
                object(
                    "seq",
                    WHOLE,
                    "at",
                    TIME,
                    "who",
                    TEXT,
                    "role",
                    TEXT,
                    "from",
                    TEXT,
                    "what",
                    TEXT,
                    "target",
                    TEXT,
                    "before",
                    TEXT,
                    "after",
                    TEXT,
                    "previous",
                    TEXT,
                    "drafters?",
                    list(TEXT)))));
  }
}
