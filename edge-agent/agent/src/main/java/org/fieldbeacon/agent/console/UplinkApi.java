package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.fieldbeacon.agent.config.SiteText;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.mqtt.MqttConfig;

/// Tries an uplink before it is in the draft: one connection with what is typed, and how it went.
/// Keeps nothing.
final class UplinkApi {
  private static final int MOST_PEM = 8 << 10;
  private static final int MOST_PORT = 65_535;
  private static final String BROKER = "broker";
  private static final String PASSWORD = "password";
  private static final Text BROKER_WORDS =
      new Text("ssl://主机:端口 或 tcp://主机:端口", "ssl://HOST:PORT or tcp://HOST:PORT");
  private static final Shape TRIED =
      Shape.of(
          new Field.Code(
              BROKER,
              true,
              Pattern.compile("(tcp|ssl)://[A-Za-z0-9.-]{1,253}:[0-9]{1,5}"),
              BROKER_WORDS),
          new Field.Words("user", false, 1, 255, false),
          new Field.Words(PASSWORD, false, 1, MOST_PEM, true),
          new Field.Words("trust", false, 1, MOST_PEM, true));

  private final ConfigDesk desk;
  private final Path siteFolder;
  private final AuditLog audit;
  private final Work writes;
  private final Work dials;
  private final InstantSource clock;
  private final AtomicBoolean isTrying = new AtomicBoolean();

  /// No faster through the console than an uplink tries by itself.
  private final Pace pace = new Pace(3, Duration.ofSeconds(10), System::nanoTime);

  UplinkApi(
      ConfigDesk desk,
      Path siteFolder,
      AuditLog audit,
      Work writes,
      Work dials,
      InstantSource clock) {
    this.desk = desk;
    this.siteFolder = siteFolder.toAbsolutePath().normalize();
    this.audit = audit;
    this.writes = writes;
    this.dials = dials;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.post(
                "/uplink/try",
                Role.TECHNICIAN,
                "Connects to a broker once, within 10 s, and says how that went. Nothing is kept. What"
                    + " is not given is as the draft has it, the password only for the broker and"
                    + " user that it is kept for.",
                TRIED,
                this::tried)
            .upTo(4 * MOST_PEM));
  }

  private Future<Reply> tried(Ask ask) {
    URI broker = broker(ask.body().getString(BROKER));
    if (isTrying.get()) {
      throw busy();
    }
    pace.take();
    if (isTrying.getAndSet(true)) {
      throw busy();
    }
    return writes
        .run(
            () -> {
              UplinkTry attempt = attempt(ask.body(), broker);
              audit.record(ask.actor(), "uplink-tried", broker.toString(), "", "");
              return attempt;
            })
        .compose(attempt -> dials.run(() -> Reply.json(json(attempt.run()))))
        .onComplete(_ -> isTrying.set(false));
  }

  private static ApiProblem busy() {
    return ApiProblem.of(409, "正在试另一次,请稍候", "another try is under way; wait for its end");
  }

  private static URI broker(String typed) {
    URI broker = URI.create(typed);
    if (broker.getHost() == null || broker.getPort() < 1 || broker.getPort() > MOST_PORT) {
      throw ApiProblem.field(BROKER, BROKER_WORDS.zh(), BROKER_WORDS.en());
    }
    return broker;
  }

  private UplinkTry attempt(JsonObject typed, URI broker) {
    Map<String, Object> tree = tree();
    Map<?, ?> kept = tree.get("uplink") instanceof Map<?, ?> map ? map : Map.of();
    Optional<String> trust = Optional.ofNullable(typed.getString("trust"));
    trust.ifPresent(pem -> lookAtTrust(pem));
    Optional<String> gateway =
        tree.get("gateway") instanceof Map<?, ?> g ? text(g, "id") : Optional.empty();
    return new UplinkTry(
        broker,
        gateway.orElse("fieldbeacon") + "-try",
        login(typed, broker, kept),
        trust.or(() -> text(kept, "trust").map(this::read)));
  }

  private void lookAtTrust(String pem) {
    try {
      var _ = GivenPem.look("trust", pem, clock.instant());
    } catch (ApiProblem e) {
      throw e.under("trust");
    }
  }

  private Map<String, Object> tree() {
    try {
      return SiteText.tree(desk.edited(List.of()));
    } catch (SiteText.EditException _) {
      return Map.of();
    }
  }

  /// A kept password goes nowhere else than where it belongs.
  private Optional<MqttConfig.Login> login(JsonObject typed, URI broker, Map<?, ?> kept) {
    Optional<String> user = Optional.ofNullable(typed.getString("user"));
    if (user.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> password = Optional.ofNullable(typed.getString(PASSWORD));
    if (password.isEmpty()
        && text(kept, BROKER).equals(Optional.of(broker.toString()))
        && text(kept, "user").equals(user)) {
      password = text(kept, "password-file").map(this::read);
    }
    return Optional.of(
        new MqttConfig.Login(
            user.get(),
            password
                .orElseThrow(
                    () ->
                        ApiProblem.field(
                            PASSWORD, "这台服务器、这个用户的密码", "the password for this broker and user"))
                .strip()
                .getBytes(StandardCharsets.UTF_8)));
  }

  private static Optional<String> text(Map<?, ?> map, String key) {
    return map.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  private String read(String name) {
    try {
      return Files.readString(siteFolder.resolve(name));
    } catch (IOException | InvalidPathException _) {
      throw ApiProblem.of(409, "读不出文件 " + name, "cannot read the file " + name);
    }
  }

  private static JsonObject json(UplinkTry.Outcome outcome) {
    return new JsonObject()
        .put("outcome", outcome.outcome())
        .put("detail", Json.text(outcome.detail()));
  }
}
