package org.fieldbeacon.agent.console;

/// What is answered about support.
final class SupportAnswers extends AnswerBook {
  SupportAnswers() {
    json(
        "GET /support/software",
        object(
            "version",
            TEXT,
            "java",
            TEXT,
            "system",
            TEXT,
            "processors",
            WHOLE,
            "heapBytes",
            WHOLE,
            "updates",
            object(
                "folder",
                TEXT,
                "installsFromHere",
                FLAG,
                "found",
                list(
                    object(
                        "file",
                        TEXT,
                        "version",
                        TEXT,
                        "newer",
                        FLAG,
                        "signed",
                        FLAG,
                        "problem?",
                        TEXT)))));
    media("GET /support/bundle", "application/zip");
    media("GET /support/backup", "application/zip");
    json("POST /support/restore", object("gateway", TEXT, "madeAt", TIME, "files", WHOLE));
  }
}
