package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/// The console's certificate.
final class TlsApi {
  private static final int MOST_PEM = 32 << 10;
  private static final Shape CERTIFICATE =
      Shape.of(
          new Field.Words("chain", true, 1, MOST_PEM, true),
          new Field.Words("key", true, 1, MOST_PEM, true));

  private final TlsStore tls;
  private final AuditLog audit;
  private final Work writes;
  private final InstantSource clock;
  private final Function<PemKeyCertOptions, Future<Boolean>> serverTakes;

  /// @param serverTakes has the server use another certificate for new connections
  TlsApi(
      TlsStore tls,
      AuditLog audit,
      Work writes,
      InstantSource clock,
      Function<PemKeyCertOptions, Future<Boolean>> serverTakes) {
    this.tls = tls;
    this.audit = audit;
    this.writes = writes;
    this.clock = clock;
    this.serverTakes = serverTakes;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/tls", Role.ADMINISTRATOR, "The certificate in use.", this::describe),
        Route.get(
            "/tls/certificate.pem",
            Role.VIEWER,
            "The certificate, to be installed on a phone.",
            ask ->
                writes.run(
                    () ->
                        Reply.download(
                            "application/x-pem-file",
                            "gateway.pem",
                            Buffer.buffer(tls.certificatePem())))),
        Route.put(
                "/tls",
                Role.ADMINISTRATOR,
                "Takes a real certificate: its chain, its own first, and its key (PEM, PKCS #8).",
                CERTIFICATE,
                this::replace)
            .upTo(3 * MOST_PEM));
  }

  private Future<Reply> describe(Ask ask) {
    return writes.run(
        () -> {
          var first = tls.first();
          return Reply.json(
              new JsonObject()
                  .put("subject", first.getSubjectX500Principal().getName())
                  .put("issuer", first.getIssuerX500Principal().getName())
                  .put("from", first.getNotBefore().toInstant().toString())
                  .put("until", first.getNotAfter().toInstant().toString())
                  .put("fingerprint", tls.fingerprint())
                  .put(
                      "ownMaking",
                      first.getSubjectX500Principal().equals(first.getIssuerX500Principal())));
        });
  }

  private Future<Reply> replace(Ask ask) {
    return writes
        .run(
            () -> {
              String before = tls.fingerprint();
              try {
                tls.replace(
                    ask.body().getString("chain"), ask.body().getString("key"), clock.instant());
              } catch (ChainCheck.Refused e) {
                throw ApiProblem.field(e.field(), e.wanted().zh(), e.wanted().en());
              }
              audit.record(ask.actor(), "certificate-replaced", "tls", before, tls.fingerprint());
              return tls.options();
            })
        .compose(serverTakes)
        .map(_ -> Reply.done());
  }
}
