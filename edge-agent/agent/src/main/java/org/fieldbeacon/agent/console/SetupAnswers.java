package org.fieldbeacon.agent.console;

/// What is answered about the first start, and secrets.
final class SetupAnswers extends AnswerBook {
  SetupAnswers() {
    json(
        "POST /setup/site",
        object("latitudeDeg", NUMBER, "longitudeDeg", NUMBER, "converted", FLAG));
    json(
        "POST /config/gateway",
        object("latitudeDeg", NUMBER, "longitudeDeg", NUMBER, "converted", FLAG, "changed", WHOLE));
    json("POST /secrets", object("file", TEXT, "path", TEXT));
  }
}
