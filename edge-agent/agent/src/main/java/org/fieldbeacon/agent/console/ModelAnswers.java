package org.fieldbeacon.agent.console;

/// What is answered about models and their packages.
final class ModelAnswers extends AnswerBook {
  ModelAnswers() {
    shape(
        "Model",
        object(
            "id",
            TEXT,
            "title",
            ref("Words"),
            "package",
            TEXT,
            "version",
            TEXT,
            "sha256",
            TEXT,
            "task",
            TEXT,
            "points",
            list(TEXT),
            "periodSeconds",
            NUMBER,
            "promoted",
            FLAG,
            "promotionAsked",
            FLAG,
            "answers",
            WHOLE,
            "unsure",
            WHOLE,
            "none",
            FREE,
            "p99Ms",
            NUMBER,
            "drift",
            object(
                "drifted",
                FLAG,
                "limit",
                NUMBER,
                "features",
                list(object("id", TEXT, "departure", NUMBER))),
            "pictures",
            WHOLE,
            "hasPictures",
            FLAG,
            "shadow?",
            object(
                "package",
                TEXT,
                "version",
                TEXT,
                "sha256",
                TEXT,
                "stopped?",
                TEXT,
                "asked",
                WHOLE,
                "failed",
                WHOLE,
                "agreed",
                WHOLE,
                "agreement",
                MAYBE,
                "meanDifference",
                NUMBER,
                "meanMs",
                NUMBER)));
    shape(
        "Package",
        object(
            "name",
            TEXT,
            "uploaded",
            FLAG,
            "signed",
            FLAG,
            "runs",
            list(TEXT),
            "beside",
            list(TEXT),
            "package?",
            TEXT,
            "version?",
            TEXT,
            "title?",
            ref("Words"),
            "task?",
            TEXT,
            "bytes?",
            WHOLE,
            "sha256?",
            TEXT,
            "problem?",
            TEXT,
            "card?",
            FREE));
    json("GET /models", object("models", list(ref("Model"))));
    json(
        "GET /models/{model}/pictures",
        object(
            "pictures",
            list(
                object(
                    "id",
                    WHOLE,
                    "at",
                    TIME,
                    "sight",
                    TEXT,
                    "credible",
                    FLAG,
                    "version",
                    TEXT,
                    "sha256",
                    TEXT,
                    "scores",
                    list(ref("Score")),
                    "best?",
                    TEXT,
                    "sure?",
                    FLAG,
                    "nothing?",
                    TEXT))));
    media("GET /models/{model}/pictures/{picture}", "image/jpeg");
    nothing("POST /models/{model}/promote");
    nothing("POST /models/{model}/rollback");
    json("GET /packages", object("trustedKeys", WHOLE, "packages", list(ref("Package"))));
    json("GET /packages/{name}", ref("Package"));
    put("POST /packages", new Answer(201, Reply.JSON, object("name", TEXT, "sha256", TEXT)));
    nothing("DELETE /packages/{name}");
  }
}
