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
            "names",
            list(TEXT),
            "ownMaking",
            FLAG,
            "endsSoon",
            FLAG,
            "wasUnusable",
            FLAG,
            "unbound",
            FLAG,
            "authority?",
            object("subject", TEXT, "until", TIME, "fingerprint", TEXT),
            "renewed?",
            object("at", TIME, "before", TEXT)));
    nothing("PUT /tls");
    json("POST /tls/renew", object("fingerprint", TEXT));
    media("GET /tls/certificate.pem", "application/x-pem-file");
  }
}
