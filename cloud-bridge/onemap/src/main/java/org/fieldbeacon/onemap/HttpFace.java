package org.fieldbeacon.onemap;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The map's HTTP server: page, API, feeds, health. On the event loop.
final class HttpFace implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpFace.class);
  private static final int MAX_BODY_BYTES = 8 << 10;

  /// What the server is given.
  ///
  /// @param health must not block
  record Parts(
      MapQueries queries,
      CommandDesk desk,
      OperatorGate gate,
      boolean openDemo,
      boolean tianditu,
      String commandKeyPem,
      Counters counters,
      Supplier<JsonObject> health,
      InstantSource clock) {}

  private final Parts parts;
  private final LiveEvents events;
  private final Questions questions;
  private final HttpServer server;

  HttpFace(Vertx vertx, Parts parts, LiveEvents events, Optional<TileProxy> tiles) {
    this.parts = parts;
    this.events = events;
    this.questions = new Questions(vertx);
    this.server = vertx.createHttpServer().requestHandler(router(vertx, tiles));
  }

  Future<Integer> listen(String host, int port) {
    return server.listen(port, host).map(HttpServer::actualPort);
  }

  @Override
  public void close() {
    server.close().onFailure(e -> LOG.warn("http server did not close: {}", e.toString()));
    questions.close();
  }

  private Router router(Vertx vertx, Optional<TileProxy> tiles) {
    var files = new WebFiles();
    var orders = new OrderApi(parts, questions);
    Router router = Router.router(vertx);
    router.route().handler(HttpFace::secure);
    router.get("/api/v1/state").handler(this::state);
    router.get("/api/v1/alarms/:id").handler(this::alarm);
    router.get("/api/v1/observations").handler(this::observations);
    router
        .post("/api/v1/alarms/:id/acknowledge")
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
        .handler(orders::acknowledge);
    router
        .post("/api/v1/gateways/:gateway/models/:model/:action")
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
        .handler(orders::changeModel);
    router
        .get("/api/v1/command-key")
        .handler(r -> Answers.end(r, "application/x-pem-file", parts.commandKeyPem()));
    router.get("/api/v1/events").handler(this::live);
    router.get("/feeds/cap.atom").handler(this::atom);
    router.get("/feeds/cap/:file").handler(this::cap);
    router.get("/feeds/alerts.geojson").handler(this::geoJson);
    router
        .get("/feeds/gaps.json")
        .handler(
            r -> questions.ask(r, parts.queries()::gaps, gaps -> Answers.json(r, gaps.encode())));
    router.get("/health").handler(this::health);
    router.get("/metrics").handler(this::metrics);
    tiles.ifPresent(t -> router.get("/tiles/tianditu/:layer/:z/:x/:y").handler(t::serve));
    router.get().handler(files::serve);
    router.errorHandler(404, r -> Answers.fail(r, 404, "nothing at " + r.normalizedPath()));
    router.errorHandler(405, r -> Answers.fail(r, 405, "not this method"));
    router.errorHandler(
        413, r -> Answers.fail(r, 413, "body: wanted at most " + MAX_BODY_BYTES + " B"));
    router.errorHandler(
        500,
        r -> {
          LOG.error("path={} failed", r.normalizedPath(), r.failure());
          Answers.fail(r, 500, "an error of this server; its log says more");
        });
    return router;
  }

  private static void secure(RoutingContext request) {
    request
        .response()
        .putHeader(
            "content-security-policy",
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
                + " frame-ancestors 'none'; form-action 'self'")
        .putHeader("x-content-type-options", "nosniff")
        .putHeader("referrer-policy", "no-referrer")
        .putHeader("x-frame-options", "DENY")
        .putHeader("cross-origin-resource-policy", "same-origin")
        .putHeader("cache-control", "no-store");
    request.next();
  }

  private void state(RoutingContext request) {
    questions.ask(
        request,
        parts.queries()::state,
        state ->
            Answers.json(
                request,
                state
                    .put("openDemo", parts.openDemo())
                    .put("tianditu", parts.tianditu())
                    .encode()));
  }

  private void alarm(RoutingContext request) {
    String id = request.pathParam("id");
    questions.ask(
        request,
        () -> parts.queries().alarm(id),
        found ->
            found.ifPresentOrElse(
                alarm -> Answers.json(request, alarm.encode()),
                () -> Answers.fail(request, 404, "no alarm " + id)));
  }

  private void observations(RoutingContext request) {
    try {
      String gateway = parameter(request, "gateway");
      String device = parameter(request, "device");
      String point = parameter(request, "point");
      String end = request.request().getParam("to");
      String begin = request.request().getParam("from");
      Instant to = end == null ? parts.clock().instant() : Instant.parse(end);
      Instant from = begin == null ? to.minus(Duration.ofDays(1)) : Instant.parse(begin);
      int max = Integer.parseInt(request.request().getParam("max", "400"));
      if (max < 1 || max > MapQueries.MAX_BUCKETS || !from.isBefore(to)) {
        throw new IllegalArgumentException(
            "wanted from before to, and max in 1.." + MapQueries.MAX_BUCKETS);
      }
      long spanMs = Duration.between(from, to).toMillis();
      questions.ask(
          request,
          () -> parts.queries().observations(gateway, device, point, from, to, max),
          rows ->
              Answers.json(
                  request, new JsonObject().put("spanMs", spanMs).put("points", rows).encode()));
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      Answers.fail(request, 400, "observations: " + e.getMessage());
    }
  }

  private static String parameter(RoutingContext request, String name) {
    String value = request.request().getParam(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("wanted the parameter " + name);
    }
    return value;
  }

  private void live(RoutingContext request) {
    if (events.isFull()) {
      Answers.fail(request, 503, "too many pages listen already");
    } else {
      events.add(request.response());
    }
  }

  private void atom(RoutingContext request) {
    String base =
        request.request().scheme() + "://" + String.valueOf(request.request().authority());
    questions.ask(
        request,
        parts.queries()::caps,
        caps ->
            Answers.end(
                request,
                "application/atom+xml; charset=utf-8",
                Feeds.atom(caps, base, parts.clock().instant().toString())));
  }

  private void cap(RoutingContext request) {
    String file = request.pathParam("file");
    if (!file.endsWith(".xml")) {
      Answers.fail(request, 404, "wanted a name that ends in .xml");
      return;
    }
    String identifier = file.substring(0, file.length() - ".xml".length());
    questions.ask(
        request,
        () -> parts.queries().cap(identifier),
        found ->
            found.ifPresentOrElse(
                xml -> Answers.end(request, "application/cap+xml; charset=utf-8", xml),
                () -> Answers.fail(request, 404, "no CAP message " + identifier)));
  }

  private void geoJson(RoutingContext request) {
    questions.ask(
        request,
        parts.queries()::state,
        state ->
            Answers.end(
                request,
                "application/geo+json",
                Feeds.geoJson(state.getJsonArray("alerts", new JsonArray())).encode()));
  }

  private void health(RoutingContext request) {
    JsonObject health = parts.health().get();
    request.response().setStatusCode(health.getString("state").equals("failed") ? 503 : 200);
    Answers.json(request, health.encodePrettily());
  }

  private void metrics(RoutingContext request) {
    questions.ask(
        request,
        () -> {
          var gauges = new StringBuilder();
          for (String table : new String[] {"gateway", "alarm", "gap", "dead_letter"}) {
            gauges.append("# TYPE fieldbeacon_onemap_rows_").append(table).append(" gauge\n");
            gauges.append("fieldbeacon_onemap_rows_").append(table).append(' ');
            gauges.append(parts.queries().count(table)).append('\n');
          }
          return parts.counters().scrape() + gauges;
        },
        text -> Answers.end(request, "text/plain; version=0.0.4; charset=utf-8", text));
  }
}
