package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.alarm.AlarmQuality;
import org.fieldbeacon.agent.alarm.AlarmRecord;
import org.fieldbeacon.agent.config.SiteConfig;

/// How good the alarms are (ANSI/ISA-18.2-2016, monitoring and assessment), over a stretch that the
/// reader chooses.
final class AlarmQualityApi {
  private static final Duration LONGEST = Duration.ofDays(400);
  private static final Duration USUAL = Duration.ofDays(30);
  private static final Shape STRETCH =
      Shape.of(new Field.Time("from", false), new Field.Time("to", false));

  private final SiteHost host;
  private final Work reads;
  private final InstantSource clock;

  AlarmQualityApi(SiteHost host, Work reads, InstantSource clock) {
    this.host = host;
    this.reads = reads;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/alarm-quality",
            Role.VIEWER,
            "The alarms of a stretch in the measures of ISA-18.2: calls in ten minutes, floods,"
                + " standing, chattering, top ten. Thirty days unless asked otherwise.",
            STRETCH,
            this::report));
  }

  private Future<Reply> report(Ask ask) {
    LiveSite live = SiteApi.live(host);
    Instant to = time(ask.query(), "to").orElseGet(clock::instant);
    Instant from = time(ask.query(), "from").orElse(to.minus(USUAL));
    if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw ApiProblem.field(
          "from", "早于 to,且不超过 400 天", "before to, and not by more than 400 days");
    }
    return reads.run(
        () -> {
          AlarmQuality quality = AlarmQuality.of(live.alarmEvents(from, to), from, to);
          var json =
              json(quality, live.site()).put("from", from.toString()).put("to", to.toString());
          live.alarmEventsSince().ifPresent(at -> json.put("recordedSince", at.toString()));
          return Reply.json(json.put("standing", standing(live)));
        });
  }

  private static Optional<Instant> time(JsonObject query, String name) {
    return Optional.ofNullable(query.getString(name)).map(t -> OffsetDateTime.parse(t).toInstant());
  }

  static JsonObject json(AlarmQuality quality, SiteConfig site) {
    var busiest = new JsonArray();
    quality
        .busiest()
        .forEach(
            p ->
                busiest.add(
                    new JsonObject().put("from", p.from().toString()).put("calls", p.calls())));
    var chattering = new JsonArray();
    quality
        .chattering()
        .forEach(
            c ->
                chattering.add(
                    rule(c.ruleId(), site)
                        .put("mostInAMinute", c.mostInAMinute())
                        .put("raisings", c.raisings())));
    var top = new JsonArray();
    quality
        .topTen()
        .forEach(
            s ->
                top.add(
                    rule(s.ruleId(), site)
                        .put("calls", s.calls())
                        .put("share", rounded(s.share()))));
    var levels = new JsonObject();
    new java.util.TreeMap<>(quality.levels()).forEach(levels::put);
    return new JsonObject()
        .put("calls", quality.calls())
        .put("perTenMinutes", rounded(quality.perTenMinutes()))
        .put("peak", quality.peak())
        .put("floodPeriods", quality.floodPeriods())
        .put("floodShare", rounded((double) quality.floodPeriods() / quality.periods()))
        .put("periods", quality.periods())
        .put("busiest", busiest)
        .put("chattering", chattering)
        .put("topTen", top)
        .put("levels", levels);
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }

  private static JsonObject rule(String id, SiteConfig site) {
    var json = new JsonObject().put("rule", id);
    site.rule(id).ifPresent(r -> json.put("title", Json.text(r.title())));
    return json;
  }

  /// What stands now, the longest first.
  private JsonArray standing(LiveSite live) {
    Instant now = clock.instant();
    var list = new JsonArray();
    live.alarms().stream()
        .filter(a -> a.life().state().isActive() && live.site().rule(a.ruleId()).isPresent())
        .sorted(Comparator.comparing(AlarmQualityApi::since))
        .forEach(
            a ->
                list.add(
                    rule(a.ruleId(), live.site())
                        .put("level", Json.word(a.life().level()))
                        .put("since", since(a).toString())
                        .put("annunciated", a.life().isAnnunciated())
                        .put(
                            "stale",
                            Duration.between(since(a), now).compareTo(AlarmQuality.STALE) > 0)));
    return list;
  }

  private static Instant since(AlarmRecord alarm) {
    return alarm.message().map(m -> m.raisedAt()).orElse(alarm.life().changedAt());
  }
}
