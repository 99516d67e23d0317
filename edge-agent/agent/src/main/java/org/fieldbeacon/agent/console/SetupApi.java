package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.fieldbeacon.agent.config.ClockConfig;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.GeoPosition;

/// The first start: a site out of nothing, and files that hold secrets.
final class SetupApi {
  private static final int MOST_SECRET = 8 << 10;
  static final Field ADCODE =
      new Field.Code(
          "adcode",
          true,
          Pattern.compile("[1-9][0-9]{5}"),
          new Text("6 位行政区划代码", "six digits (GB/T 2260)"));
  private static final Shape SITE =
      Shape.of(
          new Field.Code(
              "id",
              true,
              Pattern.compile("[a-z0-9][a-z0-9-]{0,63}"),
              new Text("1–64 个小写字母、数字或 -", "1 to 64 of a-z 0-9 -")),
          new Field.Words("zh", true, 1, 60, false),
          new Field.Words("en", true, 1, 60, false),
          new Field.Decimal("latitudeDeg", true, -90, 90),
          new Field.Decimal("longitudeDeg", true, -180, 180),
          new Field.Choice("datum", true, List.of("wgs84", "cgcs2000", "gcj02")),
          ADCODE,
          new Field.Flag("exercise", true),
          ClockApi.servers("timeServers"),
          ClockApi.line("receiver", false),
          ClockApi.baud());
  private static final Shape SECRET =
      Shape.of(
          new Field.Choice("what", true, List.of("password", "command-key", "trust")),
          new Field.Words("value", true, 1, MOST_SECRET, true));

  private static final Shape PEM =
      Shape.of(
          new Field.Choice("what", true, List.of("command-key", "trust")),
          new Field.Words("value", true, 1, MOST_SECRET, true));

  private final ConfigDesk desk;
  private final ConfigFiles files;
  private final AuditLog audit;
  private final Work writes;
  private final InstantSource clock;
  private final SecretFiles secrets;

  SetupApi(ConfigDesk desk, ConfigFiles files, AuditLog audit, Work writes, InstantSource clock) {
    this.desk = desk;
    this.files = files;
    this.audit = audit;
    this.writes = writes;
    this.clock = clock;
    secrets = new SecretFiles(files.siteFolder());
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/setup/id",
            Role.TECHNICIAN,
            "An id for this gateway that no other has, where its board tells one.",
            _ -> writes.run(SetupApi::proposed)),
        Route.post(
            "/setup/site",
            Role.TECHNICIAN,
            "Makes the site: who the gateway is, where it stands, and what its clock follows: time"
                + " servers, a receiver, the receiver when no server answers, or nothing.",
            SITE,
            this::site),
        Route.post(
                "/secrets",
                Role.TECHNICIAN,
                "Keeps a password, key or certificate in a file of its own, for the site file to name.",
                SECRET,
                this::secret)
            .upTo(2 * MOST_SECRET),
        Route.post(
                "/secrets/look",
                Role.TECHNICIAN,
                "What a key or certificate is, with its fingerprint to be compared. Keeps nothing.",
                PEM,
                this::look)
            .upTo(2 * MOST_SECRET));
  }

  private static Reply proposed() {
    var json = new JsonObject();
    new BoardId(Path.of("/")).proposed().ifPresent(id -> json.put("proposed", id));
    return Reply.json(json);
  }

  private Future<Reply> site(Ask ask) {
    JsonObject body = ask.body();
    GeoPosition place = GatewayApi.place(body);
    String text = text(body, place) + clock(body);
    return writes.run(
        () -> {
          if (files.site().isPresent() || files.draft().isPresent()) {
            throw ApiProblem.of(409, "已有站点或草稿", "there is a site or a draft already");
          }
          desk.replaceText(desk.tag(), text, ask.actor());
          try {
            desk.apply(desk.tag(), Duration.ofMinutes(2), ask.actor());
          } catch (ApiProblem e) {
            files.dropDraft();
            throw e;
          }
          return Reply.json(
              new JsonObject()
                  .put("latitudeDeg", place.latitudeDeg())
                  .put("longitudeDeg", place.longitudeDeg())
                  .put("converted", GatewayApi.isShifted(body)));
        });
  }

  private static String text(JsonObject body, GeoPosition place) {
    return """
        # Made by the console. Comments stay when the console edits this file.
        schema-version: 1
        gateway:
          id: %s
          title: {zh: %s, en: %s}
          position: {latitude-deg: %s, longitude-deg: %s}   # WGS-84
          adcode: "%s"
          exercise: %s
        links: []
        devices: []
        rules: []
        outputs: []
        store:
          dir: store
          group-commit-interval: PT30S
        health:
          port: 0
        """
        .formatted(
            body.getString("id"),
            Json.encode(body.getString("zh")),
            Json.encode(body.getString("en")),
            degrees(place.latitudeDeg()),
            degrees(place.longitudeDeg()),
            body.getString("adcode"),
            body.getBoolean("exercise"));
  }

  /// What the machine's clock is kept by; empty where that is somebody else's business.
  private static String clock(JsonObject body) {
    var text = new StringBuilder();
    String servers = body.getString("timeServers", "");
    if (!servers.isEmpty()) {
      List<String> each = List.of(servers.split(" ", -1));
      if (each.stream().anyMatch(one -> ClockConfig.Server.parse(one).isEmpty())) {
        throw ApiProblem.field("timeServers", "主机名或 IP,可带 :端口", "HOST or HOST:PORT");
      }
      text.append("  time-servers: ").append(new JsonArray(each).encode()).append('\n');
    }
    String receiver = body.getString("receiver", "");
    if (!receiver.isEmpty()) {
      text.append("  receiver: ").append(Json.encode(receiver)).append('\n');
    }
    Integer baud = body.getInteger("baud");
    if (baud != null && receiver.startsWith("serial:")) {
      text.append("  baud: ").append(baud).append('\n');
    }
    return text.isEmpty() ? "" : "clock:\n" + text;
  }

  private static String degrees(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }

  private Future<Reply> look(Ask ask) {
    return Future.succeededFuture(
        Reply.json(
            GivenPem.look(
                    ask.body().getString("what"), ask.body().getString("value"), clock.instant())
                .map(GivenPem::json)
                .orElseGet(JsonObject::new)));
  }

  /// Each in a file of its own, so that what runs keeps the one it was started with.
  private Future<Reply> secret(Ask ask) {
    String what = ask.body().getString("what");
    String value = ask.body().getString("value").strip();
    var _ = GivenPem.look(what, value, clock.instant());
    return writes.run(
        () -> {
          secrets.sweep(desk.texts());
          Path file = secrets.fresh(what);
          String name = "secrets/" + file.getFileName();
          audit.record(ask.actor(), "secret-kept", name, "", "");
          DurableFile.writeSecret(file, what.equals("password") ? value : value + "\n");
          return Reply.json(new JsonObject().put("file", name).put("path", file.toString()));
        });
  }
}
