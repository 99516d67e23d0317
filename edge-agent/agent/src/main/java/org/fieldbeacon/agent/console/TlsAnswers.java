package org.fieldbeacon.agent.console;

/// What is answered about the certificate.
final class TlsAnswers extends AnswerBook {
  TlsAnswers() {
    json(
        "GET /tls",
        object(
            "subject",
            TEXT,
            "issuer",
            TEXT,
            "from",
            TIME,
            "until",
            TIME,
            "fingerprint",
            TEXT,
            "ownMaking",
            FLAG));
    nothing("PUT /tls");
    media("GET /tls/certificate.pem", "application/x-pem-file");
  }
}
