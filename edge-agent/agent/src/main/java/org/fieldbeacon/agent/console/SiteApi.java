package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.store.Bucket;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// State, readings over time, and the log.
final class SiteApi {
  private static final int MOST_BUCKETS = 1_000;
  private static final int MOST_READINGS = 5_000;
  private static final Duration LONGEST = Duration.ofDays(400);
  private static final Shape STRETCH =
      Shape.of(
          new Field.Time("from", false),
          new Field.Time("to", false),
          new Field.Whole("buckets", false, 1, MOST_BUCKETS),
          new Field.Words("unit", false, 1, 32, false));
  private static final Shape READINGS =
      Shape.of(
          new Field.Time("from", false),
          new Field.Time("to", false),
          new Field.Whole("limit", false, 1, MOST_READINGS));
  private static final Shape LINES =
      Shape.of(
          new Field.Whole("after", false, 0, Long.MAX_VALUE),
          new Field.Choice("level", false, List.of("info", "warning", "error")),
          new Field.Words("text", false, 0, 100, false),
          new Field.Whole("limit", false, 1, 1_000));

  private final SiteHost host;
  private final ConsoleState state;
  private final LiveEvents events;
  private final Sessions sessions;
  private final ConnectionGuard guard;
  private final LogTail log;
  private final Work reads;
  private final InstantSource clock;

  SiteApi(
      SiteHost host,
      ConsoleState state,
      LiveEvents events,
      Sessions sessions,
      ConnectionGuard guard,
      LogTail log,
      Work reads,
      InstantSource clock) {
    this.host = host;
    this.state = state;
    this.events = events;
    this.sessions = sessions;
    this.guard = guard;
    this.log = log;
    this.reads = reads;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/state", Role.VIEWER, "The site at a glance.", this::state),
        Route.get(
            "/storage",
            Role.VIEWER,
            "The file system that the store is on: bytes in all, used, and free for this program.",
            _ -> storage()),
        Route.get("/events", Role.VIEWER, "The same, live (server-sent events).", this::live),
        Route.get(
            "/points/{device}/{point}/series",
            Role.VIEWER,
            "A point over time, in parts of equal length with their worst flag.",
            STRETCH,
            this::series),
        Route.get(
            "/points/{device}/{point}/readings",
            Role.VIEWER,
            "A point's readings one by one, the newest of the stretch.",
            READINGS,
            this::readings),
        Route.get("/logs", Role.VIEWER, "The program's last log lines.", LINES, this::lines));
  }

  private Future<Reply> state(Ask ask) {
    JsonObject now = state.now();
    return Future.succeededFuture(Reply.json(now.put("at", clock.instant().toString())));
  }

  private Future<Reply> storage() {
    Path folder = live(host).site().store().dir();
    return reads.run(
        () -> {
          FileStore disk = Files.getFileStore(folder);
          return Reply.json(
              new JsonObject()
                  .put("totalBytes", disk.getTotalSpace())
                  .put("usedBytes", disk.getTotalSpace() - disk.getUnallocatedSpace())
                  .put("freeBytes", disk.getUsableSpace()));
        });
  }

  /// Answers by itself; the reply is never made.
  private Future<Reply> live(Ask ask) {
    String token = Gate.token(ask.context()).orElse("");
    var who = new LiveEvents.Listener(ask.address(), token, () -> sessions.peek(token).isPresent());
    events.add(ask.context().response(), who);
    // Only now: the connection of one that was refused goes when it is quiet, as any other.
    guard.streams(ask.context().request());
    return io.vertx.core.Promise.<Reply>promise().future();
  }

  static LiveSite live(SiteHost host) {
    return host.live()
        .orElseThrow(
            () ->
                ApiProblem.later(
                    503,
                    "网关此刻没有运行",
                    "the gateway is not running at the moment",
                    Duration.ofSeconds(5)));
  }

  private static PointId point(Ask ask, LiveSite live) {
    String text = ask.path("device") + "/" + ask.path("point");
    if (!PointId.isId(text)) {
      throw ApiProblem.notFound(text);
    }
    PointId id = PointId.parse(text);
    PointUnit.of(live.site(), id);
    return id;
  }

  private record Stretch(Instant from, Instant to) {}

  private Stretch stretch(JsonObject query) {
    Instant to = time(query, "to").orElseGet(clock::instant);
    Instant from = time(query, "from").orElse(to.minus(Duration.ofDays(1)));
    if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw ApiProblem.field(
          "from", "早于 to,且不超过 400 天", "before to, and not by more than 400 days");
    }
    return new Stretch(from, to);
  }

  private static Optional<Instant> time(JsonObject query, String name) {
    return Optional.ofNullable(query.getString(name)).map(t -> OffsetDateTime.parse(t).toInstant());
  }

  private Future<Reply> series(Ask ask) {
    LiveSite live = live(host);
    PointId id = point(ask, live);
    Stretch stretch = stretch(ask.query());
    long length = Duration.between(stretch.from(), stretch.to()).toMillis();
    int buckets = (int) Math.min(length, ask.query().getInteger("buckets", 240));
    if (buckets < 1) {
      throw ApiProblem.field("from", "至少早 1 毫秒", "at least a millisecond before to");
    }
    Unit own = PointUnit.of(live.site(), id);
    Unit unit = PointUnit.wanted(own, Optional.ofNullable(ask.query().getString("unit")));
    return reads.run(
        () -> {
          var list = new JsonArray();
          for (Bucket b : live.downsampled(id, stretch.from(), stretch.to(), buckets)) {
            list.add(bucket(b, own, unit));
          }
          return Reply.json(
              new JsonObject()
                  .put("point", id.toString())
                  .put("unit", unit.ucum())
                  .put("buckets", list));
        });
  }

  private static JsonObject bucket(Bucket bucket, Unit own, Unit unit) {
    var json =
        new JsonObject()
            .put("at", bucket.from().toString())
            .put("count", bucket.count())
            .put("flag", bucket.worst().code());
    return bucket.count() == 0
        ? json
        : json.put("min", Json.number(own.convert(bucket.min(), unit)))
            .put("mean", Json.number(own.convert(bucket.mean(), unit)))
            .put("max", Json.number(own.convert(bucket.max(), unit)));
  }

  private Future<Reply> readings(Ask ask) {
    LiveSite live = live(host);
    PointId id = point(ask, live);
    Stretch stretch = stretch(ask.query());
    int limit = ask.query().getInteger("limit", 500);
    return reads.run(
        () -> {
          var list = new JsonArray();
          for (Observation o : live.newest(id, stretch.from(), stretch.to(), limit)) {
            var reading =
                new JsonObject()
                    .put("at", o.phenomenonTime().toString())
                    .put("receivedAt", o.receivedTime().toString())
                    .put("value", Json.number(o.value()))
                    .put("unit", o.unit().ucum())
                    .put("flag", o.quality().code());
            list.add(o.detail().isEmpty() ? reading : InChinese.put(reading, "detail", o.detail()));
          }
          return Reply.json(new JsonObject().put("point", id.toString()).put("readings", list));
        });
  }

  private Future<Reply> lines(Ask ask) {
    JsonObject query = ask.query();
    return Future.succeededFuture(
        Reply.json(
            new JsonObject()
                .put(
                    "lines",
                    log.find(
                        query.getLong("after", 0L),
                        query.getString("level", "info"),
                        query.getString("text", ""),
                        query.getInteger("limit", 200)))));
  }
}
