package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fieldbeacon.agent.clock.SystemClock;
import org.fieldbeacon.agent.command.OrderRecord;
import org.fieldbeacon.agent.scan.ScanDesk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The console's server, over TLS only: page, API and its OpenAPI document. Assembles the parts and
/// knows them all.
public final class Console implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Console.class);
  private static final int MOST_HEADER_BYTES = 8 << 10;
  private static final int MOST_LINE_BYTES = 4 << 10;
  private static final int IDLE_S = 30;
  private static final long LOOK_MS = 1_000;
  private static final String SESSION = "session";
  private static final String POLICY =
      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
          + " frame-ancestors 'none'; form-action 'self'";

  private final Accounts accounts;
  private final TlsStore tls;
  private final TlsApi certificate;
  private final ClockApi time;
  private final PhoneTime phone;
  private final Sessions sessions = new Sessions(System::nanoTime);
  private final Gate gate = new Gate(sessions);
  private final ConnectionGuard guard;
  private final LogTail log;
  private final Work reads;
  private final Work writes;
  private final Work people;
  private final Work trials;
  private final Work dials;
  private final ConfigDesk desk;
  private final Restore restore;
  private final ScanDesk scans;
  private final AtomicBoolean isLooking = new AtomicBoolean();
  private final long looking;
  private final OrderRecord orders;
  private final Vertx vertx;
  private final LiveEvents events;
  private final List<Route> routes;
  private final HttpServer server;

  /// The record of the map's orders where no console keeps one.
  ///
  /// @param folder of the record, made if it is not there yet
  /// @throws java.io.UncheckedIOException when the folder cannot be written
  public static OrderRecord ordersIn(Path folder, InstantSource clock) {
    return orders(new AuditLog(folder, clock));
  }

  private static OrderRecord orders(AuditLog audit) {
    return (by, what, target, before, after) ->
        audit.record(new AuditLog.Actor(by, "map", "one map"), what, target, before, after);
  }

  /// The console's record of changes, for the map's orders.
  public OrderRecord orders() {
    return orders;
  }

  /// Makes what the console keeps, if it is not there yet. Blocks.
  ///
  /// @param machine whose clock it is
  /// @throws java.io.UncheckedIOException when the folder cannot be written
  public Console(
      Vertx vertx,
      ConsoleSettings settings,
      SiteHost host,
      String gatewayName,
      String version,
      InstantSource clock,
      SystemClock machine) {
    this.vertx = vertx;
    Path folder = settings.folder();
    accounts =
        new Accounts(folder.resolve("accounts.json"), new Passwords(settings.passwordIterations()));
    tls = new TlsStore(folder.resolve("tls"), gatewayName, clock.instant());
    var audit = new AuditLog(folder.resolve("audit"), clock);
    orders = orders(audit);
    log = LogTail.install();
    reads = new Work(vertx, "console-read");
    writes = new Work(vertx, "console-write");
    people = new Work(vertx, "console-people");
    guard = new ConnectionGuard(vertx, settings.quiet());
    trials = new Work(vertx, "console-trial");
    dials = new Work(vertx, "console-dial");
    var files = new ConfigFiles(settings.siteFile(), folder.resolve("config"));
    scans = new ScanDesk(clock);
    var trust = new LinkTrust(folder.resolve("scan"));
    var yielding = new YieldingHost(host, scans, trust);
    desk = new ConfigDesk(files, yielding, audit, clock, System::nanoTime);
    looking =
        vertx.setPeriodic(
            LOOK_MS,
            _ -> {
              if (!isLooking.getAndSet(true)) {
                var _ = writes.run(this::look).onComplete(_ -> isLooking.set(false));
              }
            });
    var state = new ConsoleState(host, desk::summary, version);
    events = new LiveEvents(vertx, state::now, clock);
    server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(false)
                .setKeyCertOptions(tls.current().options())
                .setEnabledSecureTransportProtocols(java.util.Set.of("TLSv1.3", "TLSv1.2"))
                .setMaxHeaderSize(MOST_HEADER_BYTES)
                .setMaxInitialLineLength(MOST_LINE_BYTES)
                .setMaxChunkSize(MOST_HEADER_BYTES)
                .setSslHandshakeTimeout(10)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setReadIdleTimeout(0)
                .setIdleTimeout(0)
                .setWriteIdleTimeout(IDLE_S));
    List<Route> all = new ArrayList<>();
    all.addAll(
        new PeopleApi(
                accounts,
                sessions,
                new LoginGuard(System::nanoTime),
                new KnownBrowsers(folder.resolve("browsers.key"), clock),
                audit,
                new SignInRecord(audit, System::nanoTime),
                people,
                reads,
                host,
                () -> Files.exists(settings.siteFile()))
            .routes());
    all.addAll(new SiteApi(host, state, events, sessions, guard, log, reads, clock).routes());
    all.addAll(new AlarmApi(host, audit, reads, writes, clock).routes());
    all.addAll(new AlarmQualityApi(host, reads, clock).routes());
    all.addAll(new OutputApi(host, audit, writes, clock).routes());
    all.addAll(new ConfigApi(desk, files, reads, writes).routes());
    all.addAll(new SetupApi(desk, files, audit, writes, clock).routes());
    all.addAll(new UplinkApi(desk, files.siteFolder(), audit, writes, dials, clock).routes());
    all.addAll(new GatewayApi(desk, writes).routes());
    all.addAll(new WhatIfApi(host, desk, files, writes, trials, clock).routes());
    Path walks = folder.resolve("walk-tests.json");
    all.addAll(new WalkApi(host, desk, audit, writes, version, walks).routes());
    certificate = new TlsApi(tls, audit, writes, clock, this::use);
    all.addAll(certificate.routes());
    var uploads = new Uploads(vertx, folder.resolve("uploads"), guard, trials);
    var shelf = new PackageShelf(host, settings.siteFile());
    all.addAll(new ModelApi(host, shelf, uploads, audit, reads, writes).routes());
    restore = new Restore(folder, settings.siteFile());
    var bundle = new SupportBundle(host, files, audit, log, accounts::code);
    all.addAll(
        new SupportApi(
                vertx, host, desk, bundle, restore, uploads, guard, audit, reads, writes, trials,
                settings, version, clock)
            .routes());
    Path siteFolder = files.siteFolder();
    all.addAll(
        new ScanApi(host, scans, audit, writes, siteFolder, folder.resolve("scan")).routes());
    phone = new PhoneTime(folder.resolve("phone-time.json"), Console::boot);
    time = new ClockApi(host, scans, audit, writes, trials, clock, machine, phone);
    all.addAll(time.routes());
    all.addAll(new TryApi(host, desk, scans, trust, trials).routes());
    all.addAll(new TrustApi(host, desk, scans, trust, audit, writes).routes());
    all.addAll(new RawApi(host, reads).routes());
    all.addAll(new CalibrationApi(host, desk, audit, writes, clock).routes());
    all.addAll(new DeviceFileApi(host, desk, audit, writes).routes());
    routes = List.copyOf(all);
    server.connectionHandler(guard::opened);
    server.requestHandler(router(vertx, version));
  }

  /// Starts listening; fails when the port is taken.
  ///
  /// @return the port
  public Future<Integer> listen(ConsoleSettings settings) {
    return server.listen(settings.port(), settings.host()).map(HttpServer::actualPort);
  }

  /// Starts the gateway with the site file, if there is one, and first takes back a change that
  /// nobody has confirmed. Blocks. Call once, before [#listen].
  ///
  /// @return what keeps it from starting; empty when it runs or there is no site yet
  public List<String> startSite() {
    if (restore.undo()) {
      LOG.warn("a restore that was interrupted has been taken back");
    }
    return desk.startUp();
  }

  /// Of random(4): another one with every start of the machine.
  private static String boot() {
    return DurableFile.read(Path.of("/proc/sys/kernel/random/boot_id")).orElse("").strip();
  }

  private boolean look() {
    time.look();
    desk.look();
    certificate.look();
    return true;
  }

  /// What the first administrator must know; empty once there is one.
  public Optional<String> oneTimeCode() {
    return accounts.code();
  }

  /// Whether a phone has set the clock, and nothing has since. Reads a file.
  public boolean isTimeByPhone() {
    return phone.taken().isPresent();
  }

  /// Of the certificate, to be compared with what the browser shows.
  public String fingerprint() {
    return tls.fingerprint();
  }

  /// All operations; for tests.
  List<Route> routes() {
    return routes;
  }

  private Future<Boolean> use(PemKeyCertOptions certificate) {
    var options = new ServerSSLOptions();
    options.setKeyCertOptions(certificate);
    return server.updateSSLOptions(options);
  }

  private Router router(Vertx vertx, String version) {
    var files = new WebFiles();
    Buffer document = OpenApi.document(routes, version).toBuffer();
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            request -> {
              guard.asked(request.request());
              secure(request);
              request.next();
            });
    router
        .get(Route.BASE + "/openapi.json")
        .handler(
            request -> send(request, new Reply(200, Reply.JSON, document, java.util.Map.of())));
    for (Route route : routes) {
      router.route(route.method(), route.pattern()).handler(request -> enter(request, route));
      if (route.isChange() && !route.isUpload()) {
        int most = Math.max(route.maxBytes(), Route.SMALL);
        router
            .route(route.method(), route.pattern())
            .handler(BodyHandler.create(false).setBodyLimit(most));
      }
      router.route(route.method(), route.pattern()).handler(request -> answer(request, route));
    }
    router.get().handler(files::serve);
    router.route().handler(request -> fail(request, ApiProblem.notFound(request.request().path())));
    router.route().failureHandler(this::failed);
    router.errorHandler(404, r -> fail(r, ApiProblem.of(404, "没有这个地址", "there is no such place")));
    router.errorHandler(405, r -> fail(r, ApiProblem.of(405, "不支持这种请求", "not this method")));
    router.errorHandler(400, r -> fail(r, ApiProblem.of(400, "请求有误", "a bad request")));
    router.errorHandler(413, r -> fail(r, ApiProblem.of(413, "内容太大", "the body is too long")));
    router.errorHandler(500, this::failed);
    return router;
  }

  private static void secure(RoutingContext request) {
    request
        .response()
        .putHeader("content-security-policy", POLICY)
        .putHeader("x-content-type-options", "nosniff")
        .putHeader("referrer-policy", "no-referrer")
        .putHeader("x-frame-options", "DENY")
        .putHeader("cross-origin-opener-policy", "same-origin")
        .putHeader("cross-origin-resource-policy", "same-origin")
        .putHeader("permissions-policy", "geolocation=(self), camera=(), microphone=()")
        .putHeader("cache-control", "no-store");
  }

  /// Before a byte of the body is read.
  private void enter(RoutingContext request, Route route) {
    try {
      request.put(SESSION, gate.pass(request, route));
    } catch (ApiProblem e) {
      fail(request, e);
      return;
    }
    request.next();
  }

  private void answer(RoutingContext request, Route route) {
    try {
      Optional<Sessions.Session> session = request.get(SESSION, Optional.empty());
      JsonObject query = route.query().read(request.queryParams());
      JsonObject body =
          route.isChange() && !route.isUpload() ? body(request, route) : new JsonObject();
      var _ =
          route
              .handler()
              .handle(new Ask(request, session, query, body))
              .onSuccess(reply -> send(request, reply))
              .onFailure(e -> fail(request, e));
    } catch (RuntimeException e) {
      fail(request, e);
    }
  }

  private static JsonObject body(RoutingContext request, Route route) {
    Buffer bytes = request.body().buffer();
    boolean isEmpty = bytes == null || bytes.length() == 0;
    if (isEmpty && route.body().fields().stream().noneMatch(Field::isRequired)) {
      return new JsonObject();
    }
    try {
      JsonObject body = isEmpty ? null : new JsonObject(bytes);
      if (body == null) {
        throw ApiProblem.of(400, "请求内容为空", "wanted a JSON object");
      }
      return route.body().read(body);
    } catch (DecodeException | ClassCastException _) {
      throw ApiProblem.of(400, "请求内容不是 JSON 对象", "wanted a JSON object");
    }
  }

  private void failed(RoutingContext request) {
    fail(
        request,
        Optional.ofNullable(request.failure())
            .orElseGet(() -> new HttpException(Math.max(400, request.statusCode()))));
  }

  private static void fail(RoutingContext request, Throwable failure) {
    ApiProblem problem =
        switch (failure) {
          case ApiProblem told -> told;
          case HttpException http when http.getStatusCode() < 500 ->
              ApiProblem.of(http.getStatusCode(), "请求有误", "the request is not right");
          default -> {
            LOG.error("path={} failed", request.request().path(), failure);
            yield ApiProblem.of(500, "网关内部错误,日志中有详情", "an error of the gateway; its log says more");
          }
        };
    if (request.response().ended() || request.response().closed()) {
      return;
    }
    problem
        .retryAfter()
        .map(Duration::toSeconds)
        .ifPresent(s -> request.response().putHeader("retry-after", String.valueOf(s + 1)));
    Tongue tongue = Tongue.of(Optional.ofNullable(request.request().getHeader("accept-language")));
    var _ =
        request
            .response()
            .setStatusCode(problem.status())
            .putHeader("content-type", "application/problem+json")
            .putHeader("content-language", tongue.tag())
            .putHeader("vary", "accept-language")
            .end(problem.json(request.request().path(), tongue).toBuffer());
  }

  private static void send(RoutingContext request, Reply reply) {
    var response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(reply.status());
    if (!reply.type().isEmpty()) {
      response.putHeader("content-type", reply.type());
    }
    reply.headers().forEach(response::putHeader);
    var _ = response.end(reply.body());
  }

  @Override
  public void close() {
    vertx.cancelTimer(looking);
    events.stop();
    guard.stop();
    scans.close();
    var _ = server.close().onFailure(e -> LOG.warn("console did not close: {}", e.toString()));
    reads.close();
    writes.close();
    people.close();
    trials.close();
    dials.close();
    log.close();
  }
}
