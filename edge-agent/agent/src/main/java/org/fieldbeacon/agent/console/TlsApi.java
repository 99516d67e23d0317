package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.fieldbeacon.agent.console.AuditLog.Actor;
import org.fieldbeacon.agent.console.TlsStore.Identity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The console's certificate.
final class TlsApi {
  private static final Logger LOG = LoggerFactory.getLogger(TlsApi.class);
  private static final int MOST_PEM = 32 << 10;
  private static final String TARGET = "tls";
  private static final Shape CERTIFICATE =
      Shape.of(
          new Field.Words("chain", true, 1, MOST_PEM, true),
          new Field.Words("key", true, 1, MOST_PEM, true));

  /// A certificate that was brought is not renewed here, so its end is told early.
  private static final Duration ENDS_SOON = TlsStore.AHEAD;

  private final TlsStore tls;
  private final AuditLog audit;
  private final Work writes;
  private final InstantSource clock;
  private final Function<PemKeyCertOptions, Future<Boolean>> serverTakes;
  private Optional<JsonObject> renewed = Optional.empty();

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
            "What is installed on a phone: the gateway's own authority, or a real certificate's chain.",
            ask ->
                writes.run(
                    () ->
                        Reply.download(
                            "application/x-pem-file",
                            "gateway.pem",
                            Buffer.buffer(tls.toInstallPem())))),
        Route.put(
                "/tls",
                Role.ADMINISTRATOR,
                "Takes a real certificate: its chain, its own first, and its key (PEM, PKCS #8).",
                CERTIFICATE,
                this::replace)
            .upTo(3 * MOST_PEM),
        Route.post(
            "/tls/renew",
            Role.ADMINISTRATOR,
            "Makes a new authority and certificate, for the names and addresses of now; phones have"
                + " to install it anew.",
            Shape.NONE,
            this::renew));
  }

  private Future<Reply> describe(Ask ask) {
    return writes.run(
        () -> {
          X509Certificate first = tls.current().first();
          Instant until = first.getNotAfter().toInstant();
          var json =
              new JsonObject()
                  .put("subject", first.getSubjectX500Principal().getName())
                  .put("issuer", first.getIssuerX500Principal().getName())
                  .put("from", first.getNotBefore().toInstant().toString())
                  .put("until", until.toString())
                  .put("fingerprint", tls.fingerprint())
                  .put("names", new JsonArray(tls.names()))
                  .put("ownMaking", tls.current().authority().isPresent())
                  .put("endsSoon", clock.instant().isAfter(until.minus(ENDS_SOON)))
                  .put("wasUnusable", tls.wasUnusable())
                  .put("unbound", tls.isUnbound());
          tls.current()
              .authority()
              .map(OwnAuthority::certificate)
              .ifPresent(
                  a ->
                      json.put(
                          "authority",
                          new JsonObject()
                              .put("subject", a.getSubjectX500Principal().getName())
                              .put("until", a.getNotAfter().toInstant().toString())
                              .put("fingerprint", TlsStore.fingerprint(a))));
          renewed.ifPresent(r -> json.put("renewed", r));
          return Reply.json(json);
        });
  }

  private Future<Reply> replace(Ask ask) {
    return writes
        .run(
            () -> {
              try {
                return TlsStore.brought(
                    ask.body().getString("chain"), ask.body().getString("key"), clock.instant());
              } catch (ChainCheck.Refused e) {
                throw ApiProblem.field(e.field(), e.wanted().zh(), e.wanted().en());
              }
            })
        .compose(next -> take(ask.actor(), "certificate-replaced", next))
        .map(_ -> Reply.done());
  }

  private Future<Reply> renew(Ask ask) {
    return writes
        .run(() -> tls.make(clock.instant()))
        .compose(
            next ->
                take(ask.actor(), "certificate-made", next)
                    .map(_ -> Reply.json(new JsonObject().put("fingerprint", next.fingerprint()))));
  }

  /// Makes a certificate of its own anew before it ends. Blocks; on the worker.
  void look() {
    Instant now = clock.instant();
    tls.successor(now)
        .ifPresent(
            next -> {
              String before = tls.fingerprint();
              LOG.warn(
                  "certificate {} ends soon and is replaced by {}", before, next.fingerprint());
              renewed =
                  Optional.of(new JsonObject().put("at", now.toString()).put("before", before));
              record(new Actor("", "gateway", ""), "certificate-renewed", next);
              tls.write(next);
              var _ =
                  serverTakes
                      .apply(next.options())
                      .onFailure(e -> LOG.error("certificate is not in use", e));
            });
  }

  /// On record first; what the server does not take is taken back.
  private Future<Boolean> take(Actor by, String what, Identity next) {
    return writes
        .run(
            () -> {
              Identity before = tls.current();
              record(by, what, next);
              tls.write(next);
              return before;
            })
        .compose(
            before ->
                serverTakes
                    .apply(next.options())
                    .recover(
                        why ->
                            writes
                                .run(
                                    () -> {
                                      record(by, "certificate-refused", before);
                                      return tls.write(before);
                                    })
                                .compose(_ -> Future.failedFuture(why))));
  }

  private void record(Actor by, String what, Identity next) {
    audit.record(by, what, TARGET, tls.fingerprint(), next.fingerprint());
  }
}
