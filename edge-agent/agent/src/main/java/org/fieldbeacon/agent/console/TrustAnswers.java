package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonObject;
import java.util.List;

/// What is answered about servers' certificates.
final class TrustAnswers extends AnswerBook {
  TrustAnswers() {
    JsonObject certificates =
        object(
            "server?",
            TEXT,
            "certificates",
            list(
                object(
                    "sha256",
                    TEXT,
                    "sha1",
                    TEXT,
                    "subject",
                    TEXT,
                    "applicationUri",
                    TEXT,
                    "validFrom",
                    TIME,
                    "validUntil",
                    TIME,
                    "believed",
                    FLAG)));
    for (String place : List.of("/links/{link}/certificates", "/scan/certificates")) {
      json("GET " + place, certificates);
      json("POST " + place + "/{fingerprint}/trust", certificates);
      json("DELETE " + place + "/{fingerprint}", certificates);
    }
  }
}
