package org.fieldbeacon.onemap;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.DecodeException;
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
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.fieldbeacon.contract.Command;
import org.fieldbeacon.contract.Command.AcknowledgeAlarm;
import org.fieldbeacon.contract.Command.Header;
import org.fieldbeacon.contract.Command.PromoteModel;
import org.fieldbeacon.contract.Command.RollBackModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The map's HTTP server: page, API, feeds, health. On the event loop; queries go to `onemap-read`,
/// at most [#MAX_QUERIES] at a time, further ones are refused with 503.
final class HttpFace implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpFace.class);
  private static final int MAX_QUERIES = 256;
  private static final int MAX_BODY_BYTES = 8 << 10;
  private static final int MAX_OPERATOR_CHARS = 64;
  private static final int MAX_NOTE_CHARS = 500;
  private static final String JSON = "application/json";

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
  private final WorkerExecutor reader;
  private final AtomicInteger queries = new AtomicInteger();
  private final HttpServer server;

  HttpFace(Vertx vertx, Parts parts, LiveEvents events, Optional<TileProxy> tiles) {
    this.parts = parts;
    this.events = events;
    this.reader = vertx.createSharedWorkerExecutor("onemap-read", 1);
    this.server = vertx.createHttpServer().requestHandler(router(vertx, tiles));
  }

  Future<Integer> listen(String host, int port) {
    return server.listen(port, host).map(HttpServer::actualPort);
  }

  @Override
  public void close() {
    server.close().onFailure(e -> LOG.warn("http server did not close: {}", e.toString()));
    reader.close().onFailure(e -> LOG.warn("reader did not close: {}", e.toString()));
  }

  private Router router(Vertx vertx, Optional<TileProxy> tiles) {
    var files = new WebFiles();
    Router router = Router.router(vertx);
    router.route().handler(HttpFace::secure);
    router.get("/api/v1/state").handler(this::state);
    router.get("/api/v1/alarms/:id").handler(this::alarm);
    router.get("/api/v1/observations").handler(this::observations);
    router
        .post("/api/v1/alarms/:id/acknowledge")
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
        .handler(this::acknowledge);
    router
        .post("/api/v1/gateways/:gateway/models/:model/:action")
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
        .handler(this::changeModel);
    router
        .get("/api/v1/command-key")
        .handler(r -> end(r, "application/x-pem-file", parts.commandKeyPem()));
    router.get("/api/v1/events").handler(this::live);
    router.get("/feeds/cap.atom").handler(this::atom);
    router.get("/feeds/cap/:file").handler(this::cap);
    router.get("/feeds/alerts.geojson").handler(this::geoJson);
    router
        .get("/feeds/gaps.json")
        .handler(r -> query(r, parts.queries()::gaps, gaps -> json(r, gaps.encode())));
    router.get("/health").handler(this::health);
    router.get("/metrics").handler(this::metrics);
    tiles.ifPresent(t -> router.get("/tiles/tianditu/:layer/:z/:x/:y").handler(t::serve));
    router.get().handler(files::serve);
    router.errorHandler(404, r -> fail(r, 404, "nothing at " + r.normalizedPath()));
    router.errorHandler(405, r -> fail(r, 405, "not this method"));
    router.errorHandler(413, r -> fail(r, 413, "body: wanted at most " + MAX_BODY_BYTES + " B"));
    router.errorHandler(
        500,
        r -> {
          LOG.error("path={} failed", r.normalizedPath(), r.failure());
          fail(r, 500, "an error of this server; its log says more");
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
    query(
        request,
        parts.queries()::state,
        state ->
            json(
                request,
                state
                    .put("openDemo", parts.openDemo())
                    .put("tianditu", parts.tianditu())
                    .encode()));
  }

  private void alarm(RoutingContext request) {
    String id = request.pathParam("id");
    query(
        request,
        () -> parts.queries().alarm(id),
        found ->
            found.ifPresentOrElse(
                alarm -> json(request, alarm.encode()),
                () -> fail(request, 404, "no alarm " + id)));
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
      query(
          request,
          () -> parts.queries().observations(gateway, device, point, from, to, max),
          rows ->
              json(request, new JsonObject().put("spanMs", spanMs).put("points", rows).encode()));
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      fail(request, 400, "observations: " + e.getMessage());
    }
  }

  private static String parameter(RoutingContext request, String name) {
    String value = request.request().getParam(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("wanted the parameter " + name);
    }
    return value;
  }

  /// What a person orders with.
  private record Order(JsonObject body, String operator, String note) {}

  /// Of a request that may change something; empty once it has been refused.
  private Optional<Order> ordered(RoutingContext request) {
    Optional<String> refusal = OperatorCheck.refusal(request, parts.gate(), parts.openDemo());
    if (refusal.isPresent()) {
      fail(request, 403, refusal.get());
      return Optional.empty();
    }
    try {
      JsonObject body = request.body().asJsonObject();
      if (body == null) {
        throw new IllegalArgumentException("wanted a JSON object");
      }
      String operator = body.getString("operator", "").strip();
      String note = body.getString("note", "").strip();
      if (!operator.isEmpty()
          && operator.length() <= MAX_OPERATOR_CHARS
          && note.length() <= MAX_NOTE_CHARS) {
        return Optional.of(new Order(body, operator, note));
      }
    } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
      LOG.debug("path={} refused", request.normalizedPath(), e);
    }
    fail(
        request,
        400,
        "body: wanted a JSON object with operator of 1..64 characters and note of up to 500");
    return Optional.empty();
  }

  private void acknowledge(RoutingContext request) {
    ordered(request)
        .ifPresent(
            order -> {
              String id = request.pathParam("id");
              Object revision = order.body().getValue("revision");
              if (!(revision instanceof Integer || revision instanceof Long)
                  || ((Number) revision).longValue() < 1) {
                fail(request, 400, "body: wanted revision 1 or more");
                return;
              }
              query(
                  request,
                  () -> parts.queries().alarm(id),
                  found ->
                      found.ifPresentOrElse(
                          alarm -> acknowledge(request, alarm, (Number) revision, order),
                          () -> fail(request, 404, "no alarm " + id)));
            });
  }

  private void acknowledge(RoutingContext request, JsonObject alarm, Number seen, Order order) {
    long revision = seen.longValue();
    if (revision > alarm.getLong("revision")) {
      fail(request, 409, "revision " + revision + " is not known here");
      return;
    }
    String alarmId = alarm.getString("alarmId");
    send(
        request,
        alarm.getString("gateway"),
        order.operator(),
        "acknowledgements_sent",
        header -> new AcknowledgeAlarm(header, alarmId, revision, order.note()));
  }

  private void changeModel(RoutingContext request) {
    String action = request.pathParam("action");
    if (!action.equals(OrderTables.PROMOTE) && !action.equals(OrderTables.ROLL_BACK)) {
      fail(request, 404, "nothing at " + request.normalizedPath());
      return;
    }
    ordered(request)
        .ifPresent(
            order -> {
              String gateway = request.pathParam("gateway");
              String id = request.pathParam("model");
              query(
                  request,
                  () -> parts.queries().model(gateway, id),
                  found ->
                      found.ifPresentOrElse(
                          model -> changeModel(request, gateway, model, action, order),
                          () -> fail(request, 404, "no model " + id + " of " + gateway)));
            });
  }

  /// What the gateway would refuse by what it last said is refused here; it judges again itself.
  private void changeModel(
      RoutingContext request, String gateway, JsonObject model, String action, Order order) {
    String id = model.getString("model");
    boolean isPromoted = model.getBoolean("promoted");
    if (action.equals(OrderTables.ROLL_BACK)) {
      if (!isPromoted) {
        fail(request, 409, id + " runs from the package of its site file");
        return;
      }
      send(
          request,
          gateway,
          order.operator(),
          "model_orders_sent",
          header -> new RollBackModel(header, id, order.note()));
      return;
    }
    JsonObject shadow = model.getJsonObject("shadow", new JsonObject());
    String sha256 = String.valueOf(order.body().getValue("sha256"));
    String stopped = shadow.getString("stopped", "");
    if (isPromoted || !sha256.equals(shadow.getString("sha256"))) {
      fail(request, 409, "the package " + sha256 + " does not run beside " + id + " any more");
    } else if (!stopped.isEmpty()) {
      fail(request, 409, "the package beside " + id + " has been stopped: " + stopped);
    } else {
      send(
          request,
          gateway,
          order.operator(),
          "model_orders_sent",
          header -> new PromoteModel(header, id, sha256, order.note()));
    }
  }

  private void send(
      RoutingContext request,
      String gateway,
      String operator,
      String counter,
      Function<Header, Command> order) {
    Future.fromCompletionStage(
            parts.desk().order(gateway, operator, order), request.vertx().getOrCreateContext())
        .onSuccess(
            command -> {
              parts.counters().add(counter, 1);
              request.response().setStatusCode(202);
              json(request, new JsonObject().put("commandId", command).encode());
            })
        .onFailure(e -> fail(request, 503, String.valueOf(e.getMessage())));
  }

  private void live(RoutingContext request) {
    if (events.isFull()) {
      fail(request, 503, "too many pages listen already");
    } else {
      events.add(request.response());
    }
  }

  private void atom(RoutingContext request) {
    String base =
        request.request().scheme() + "://" + String.valueOf(request.request().authority());
    query(
        request,
        parts.queries()::caps,
        caps ->
            end(
                request,
                "application/atom+xml; charset=utf-8",
                Feeds.atom(caps, base, parts.clock().instant().toString())));
  }

  private void cap(RoutingContext request) {
    String file = request.pathParam("file");
    if (!file.endsWith(".xml")) {
      fail(request, 404, "wanted a name that ends in .xml");
      return;
    }
    String identifier = file.substring(0, file.length() - ".xml".length());
    query(
        request,
        () -> parts.queries().cap(identifier),
        found ->
            found.ifPresentOrElse(
                xml -> end(request, "application/cap+xml; charset=utf-8", xml),
                () -> fail(request, 404, "no CAP message " + identifier)));
  }

  private void geoJson(RoutingContext request) {
    query(
        request,
        parts.queries()::state,
        state ->
            end(
                request,
                "application/geo+json",
                Feeds.geoJson(state.getJsonArray("alerts", new JsonArray())).encode()));
  }

  private void health(RoutingContext request) {
    JsonObject health = parts.health().get();
    request.response().setStatusCode(health.getString("state").equals("failed") ? 503 : 200);
    json(request, health.encodePrettily());
  }

  private void metrics(RoutingContext request) {
    query(
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
        text -> end(request, "text/plain; version=0.0.4; charset=utf-8", text));
  }

  private <T> void query(RoutingContext request, Callable<T> question, Consumer<T> answer) {
    if (queries.incrementAndGet() > MAX_QUERIES) {
      queries.decrementAndGet();
      fail(request, 503, "too many questions at once; try again");
      return;
    }
    reader
        .executeBlocking(question)
        .onComplete(_ -> queries.decrementAndGet())
        .onSuccess(answer::accept)
        .onFailure(request::fail);
  }

  private static void json(RoutingContext request, String text) {
    end(request, JSON, text);
  }

  private static void end(RoutingContext request, String type, String text) {
    request
        .response()
        .putHeader("content-type", type)
        .end(text)
        .onFailure(e -> LOG.debug("path={} not delivered", request.normalizedPath(), e));
  }

  private static void fail(RoutingContext request, int status, String reason) {
    request.response().setStatusCode(status);
    json(request, new JsonObject().put("error", reason).encode());
  }
}
