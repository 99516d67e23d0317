package org.fieldbeacon.agent.health;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `GET /health` (JSON; 200 while the gateway does its main work, 503 when it does not) and `GET
/// /metrics` (Prometheus text), on the event loop. Listens on loopback unless told otherwise.
public final class HealthServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);
  private final HttpServer server;

  private HealthServer(HttpServer server) {
    this.server = server;
  }

  /// Starts listening; the future fails when the port is taken.
  ///
  /// @param port 0 for any free one
  /// @param report must not block: called on the event loop
  public static Future<HealthServer> listen(
      Vertx vertx,
      String host,
      int port,
      Supplier<HealthReport> report,
      PrometheusMeterRegistry metrics) {
    Router router = Router.router(vertx);
    router.get("/health").handler(request -> answer(request, report.get()));
    router
        .get("/metrics")
        .handler(
            request ->
                request
                    .response()
                    .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
                    .end(metrics.scrape()));
    return vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(port, host)
        .map(HealthServer::new);
  }

  public int port() {
    return server.actualPort();
  }

  /// Starts closing and does not wait: the event loop ends it.
  @Override
  public void close() {
    server.close().onFailure(e -> LOG.warn("health server did not close: {}", e.toString()));
  }

  private static void answer(RoutingContext request, HealthReport report) {
    var checks = new JsonArray();
    for (HealthReport.Check check : report.checks()) {
      checks.add(
          new JsonObject()
              .put("name", check.name())
              .put("state", word(check.state()))
              .put("detail", check.detail()));
    }
    request
        .response()
        .setStatusCode(report.state() == HealthReport.State.FAILED ? 503 : 200)
        .putHeader("content-type", "application/json")
        .putHeader("cache-control", "no-store")
        .end(
            new JsonObject()
                .put("state", word(report.state()))
                .put("checks", checks)
                .encodePrettily());
  }

  private static String word(HealthReport.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
