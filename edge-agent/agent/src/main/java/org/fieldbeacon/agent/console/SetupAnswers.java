package org.fieldbeacon.agent.console;

/// What is answered about the first start, secrets and the uplink.
final class SetupAnswers extends AnswerBook {
  SetupAnswers() {
    json("GET /setup/id", object("proposed?", TEXT));
    json(
        "POST /setup/site",
        object("latitudeDeg", NUMBER, "longitudeDeg", NUMBER, "converted", FLAG));
    json(
        "POST /config/gateway",
        object("latitudeDeg", NUMBER, "longitudeDeg", NUMBER, "converted", FLAG, "changed", WHOLE));
    json("POST /secrets", object("file", TEXT, "path", TEXT));
    json(
        "POST /secrets/look",
        object("fingerprint", TEXT, "count", WHOLE, "subject?", TEXT, "until?", TIME));
    json("POST /uplink/try", object("outcome", TEXT, "detail", ref("Words")));
  }
}
