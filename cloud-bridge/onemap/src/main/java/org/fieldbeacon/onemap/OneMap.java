package org.fieldbeacon.onemap;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.fieldbeacon.mqtt.MqttConfig;
import org.fieldbeacon.mqtt.MqttSessionException;
import org.fieldbeacon.mqtt.TlsTrust;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole map, put together and taken apart: the only place that knows all its parts.
public final class OneMap implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OneMap.class);
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration SESSION_KEPT = Duration.ofDays(7);
  private static final long REMIND_MS = Duration.ofSeconds(2).toMillis();
  private static final long HOUR_MS = Duration.ofHours(1).toMillis();

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Optional<String> freshToken;
  private final URI http;
  private final URI mqtt;

  /// Starts everything, or nothing: what was opened is closed again when a later part fails.
  ///
  /// @throws OneMapException with one line saying what is wrong
  static OneMap start(Settings settings, InstantSource clock) {
    return new OneMap(settings.whole(), clock);
  }

  private OneMap(Settings settings, InstantSource clock) {
    try {
      Path data = Files.createDirectories(settings.data());
      OperatorGate.Opened gate = OperatorGate.open(data, settings.operatorTokenFile());
      this.freshToken = gate.fresh();
      this.mqtt = broker(settings);
      var counters = new Counters();
      Vertx vertx = open(Vertx.vertx(), v -> await(v.close()));
      var events = new LiveEvents(vertx, clock);
      Path file = data.resolve("onemap.db");
      var store = new MapStore(file, clock, counters);
      Intake intake = open(new Intake(store, counters, events::changed), Intake::close);
      SessionLink link =
          open(new SessionLink(session(settings, mqtt), intake, counters), SessionLink::close);
      intake.receiptsTo(link);
      MapQueries queries = open(new MapQueries(file, clock), MapQueries::close);
      var desk = new CommandDesk(intake, store, link, data, clock);
      var parts =
          new HttpFace.Parts(
              queries,
              desk,
              gate.gate(),
              settings.openDemo(),
              settings.tiandituKeyFile().isPresent(),
              Files.readString(desk.publicKeyFile()),
              counters,
              () -> health(intake, link),
              clock);
      Optional<TileProxy> tiles =
          settings.tiandituKeyFile().map(key -> new TileProxy(vertx, secret(key)));
      HttpFace face = open(new HttpFace(vertx, parts, events, tiles), HttpFace::close);
      int port = await(face.listen(settings.bind(), settings.httpPort()));
      this.http = URI.create("http://" + host(settings.bind()) + ":" + port);
      vertx.setPeriodic(
          HOUR_MS,
          _ ->
              intake
                  .run(() -> store.forget(settings.observationRetention()))
                  .exceptionally(
                      e -> {
                        LOG.warn("forgetting failed reason=\"{}\"", e.getMessage());
                        return null;
                      }));
      vertx.setPeriodic(
          REMIND_MS,
          _ ->
              desk.remind()
                  .exceptionally(
                      e -> {
                        LOG.warn("orders not sent again reason=\"{}\"", e.getMessage());
                        return null;
                      }));
      link.start();
      awaitConnected(link);
    } catch (IOException e) {
      close();
      throw new OneMapException("data folder " + settings.data() + ": " + e.getMessage(), e);
    } catch (OneMapException e) {
      close();
      throw e;
    }
  }

  URI http() {
    return http;
  }

  URI mqtt() {
    return mqtt;
  }

  /// The operators' token when this start made it; to be shown once.
  Optional<String> freshToken() {
    return freshToken;
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        LOG.warn("closing failed: {}", e.toString());
      }
    }
  }

  private interface Closing<T> {
    void close(T part) throws Exception;
  }

  private <T> T open(T part, Closing<T> closing) {
    opened.push(() -> closing.close(part));
    return part;
  }

  private URI broker(Settings settings) {
    if (settings.broker().isPresent()) {
      return settings.broker().get();
    }
    EmbeddedBroker broker =
        open(
            EmbeddedBroker.start(settings.data().resolve("broker"), settings.mqttPort()),
            EmbeddedBroker::close);
    return URI.create("tcp://127.0.0.1:" + broker.port());
  }

  private static MqttConfig session(Settings settings, URI broker) {
    MqttConfig config = MqttConfig.of(broker, "fieldbeacon-onemap").withKeptSession(SESSION_KEPT);
    if (!settings.brokerUser().isEmpty() && settings.brokerPasswordFile().isPresent()) {
      byte[] password =
          secret(settings.brokerPasswordFile().get()).getBytes(StandardCharsets.UTF_8);
      config = config.withLogin(new MqttConfig.Login(settings.brokerUser(), password));
    }
    try {
      return settings.brokerTrustFile().isPresent()
          ? config.withTls(TlsTrust.in(settings.brokerTrustFile().get()))
          : config;
    } catch (MqttSessionException | IllegalArgumentException e) {
      throw new OneMapException(String.valueOf(e.getMessage()), e);
    }
  }

  private static String secret(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new OneMapException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /// An outside broker may be away at the start; that is its right, and health says so.
  private static void awaitConnected(SessionLink link) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!link.isConnected() && System.nanoTime() < deadline) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static JsonObject health(Intake intake, SessionLink link) {
    String state = intake.isFailing() ? "failed" : link.isConnected() ? "ok" : "degraded";
    return new JsonObject()
        .put("state", state)
        .put("storage", intake.isFailing() ? "failed" : "ok")
        .put("broker", link.isConnected() ? "connected" : "not connected")
        .put("queued", intake.queued());
  }

  private static String host(String bind) {
    return bind.contains(":") ? "[" + bind + "]" : bind;
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(START.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new OneMapException("http: " + String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new OneMapException("http: did not start or stop in " + START, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OneMapException("interrupted", e);
    }
  }
}
