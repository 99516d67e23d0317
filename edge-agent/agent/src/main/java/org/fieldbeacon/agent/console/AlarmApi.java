package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.fieldbeacon.agent.alarm.AlarmEngine.Answer;
import org.fieldbeacon.agent.alarm.AlarmEvent;
import org.fieldbeacon.agent.alarm.AlarmRecord;

/// Alarms, and what people do about them (ISA-18.2).
final class AlarmApi {
  private static final int MOST_NOTE = 500;
  private static final int EARLIER = 20;
  private static final Shape ACKNOWLEDGE =
      Shape.of(
          new Field.Words("alarmId", true, 1, 300, false),
          new Field.Whole("revision", true, 1, 1_000_000_000),
          new Field.Words("note", false, 0, MOST_NOTE, false));
  private static final Shape PICTURE = Shape.of(new Field.Words("alarmId", true, 1, 300, false));
  private static final Shape SHELVE =
      Shape.of(
          new Field.Whole("minutes", true, 1, 24 * 60),
          new Field.Words("note", true, 1, MOST_NOTE, false));
  private static final Shape REASON =
      Shape.of(new Field.Words("reason", true, 1, MOST_NOTE, false));

  private final SiteHost host;
  private final AuditLog audit;
  private final Work reads;
  private final Work writes;
  private final InstantSource clock;

  AlarmApi(SiteHost host, AuditLog audit, Work reads, Work writes, InstantSource clock) {
    this.host = host;
    this.audit = audit;
    this.reads = reads;
    this.writes = writes;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/alarms/{rule}",
            Role.VIEWER,
            "A rule's alarm with its evidence, and its earlier raisings.",
            this::detail),
        Route.get(
            "/alarms/{rule}/picture",
            Role.VIEWER,
            "What a model saw when the alarm of this id last spoke (JPEG).",
            PICTURE,
            this::picture),
        Route.post(
            "/alarms/{rule}/acknowledge",
            Role.TECHNICIAN,
            "Says that somebody has seen it; said again with a note by the same, adds that note.",
            ACKNOWLEDGE,
            this::acknowledge),
        Route.post(
            "/alarms/{rule}/shelve",
            Role.TECHNICIAN,
            "Silences it for so long.",
            SHELVE,
            this::shelve),
        Route.post(
            "/alarms/{rule}/unshelve",
            Role.TECHNICIAN,
            "Ends the silence.",
            Shape.NONE,
            ask -> order(ask, "alarm-unshelved", "", _ -> new AlarmEvent.Unshelve(ask.who()))),
        Route.post(
            "/alarms/{rule}/remove-from-service",
            Role.TECHNICIAN,
            "Takes it out of service, for a reason.",
            REASON,
            ask ->
                order(
                    ask,
                    "alarm-out-of-service",
                    ask.body().getString("reason"),
                    _ ->
                        new AlarmEvent.RemoveFromService(
                            ask.who(), ask.body().getString("reason")))),
        Route.post(
            "/alarms/{rule}/return-to-service",
            Role.TECHNICIAN,
            "Puts it back into service.",
            Shape.NONE,
            ask ->
                order(
                    ask,
                    "alarm-returned-to-service",
                    "",
                    _ -> new AlarmEvent.ReturnToService(ask.who()))),
        Route.post(
            "/alarms/{rule}/reset",
            Role.TECHNICIAN,
            "Ends a latched alarm whose condition is over.",
            Shape.NONE,
            ask -> order(ask, "alarm-reset", "", _ -> new AlarmEvent.Reset(ask.who()))));
  }

  private AlarmRecord find(LiveSite live, String rule) {
    return live.alarms().stream()
        .filter(a -> a.ruleId().equals(rule) && live.site().rule(rule).isPresent())
        .findFirst()
        .orElseThrow(() -> ApiProblem.notFound("rule " + rule));
  }

  private Future<Reply> detail(Ask ask) {
    LiveSite live = SiteApi.live(host);
    AlarmRecord alarm = find(live, ask.path("rule"));
    JsonObject json = AlarmView.whole(alarm, live.site());
    live.site().rule(alarm.ruleId()).ifPresent(r -> json.put("settings", RuleView.of(r)));
    return reads.run(
        () -> {
          var earlier = new JsonArray();
          live.keptAlarms().stream()
              .filter(row -> row.ruleId().equals(alarm.ruleId()))
              .map(AlarmRecord::of)
              .filter(a -> a.raising() < alarm.raising())
              .sorted(Comparator.comparingInt(AlarmRecord::raising).reversed())
              .limit(EARLIER)
              .forEach(a -> earlier.add(AlarmView.whole(a, live.site())));
          return Reply.json(json.put("earlier", earlier));
        });
  }

  private Future<Reply> picture(Ask ask) {
    LiveSite live = SiteApi.live(host);
    String id = ask.query().getString("alarmId");
    String rule = find(live, ask.path("rule")).ruleId();
    return reads.run(
        () ->
            live.keptAlarms().stream()
                .filter(row -> row.ruleId().equals(rule) && row.alarmId().equals(id))
                .map(AlarmRecord::of)
                .flatMap(a -> a.message().stream())
                .flatMap(m -> m.evidence().model().stream())
                .flatMap(m -> m.picture().stream())
                .findFirst()
                .map(p -> Buffer.buffer(Base64.getDecoder().decode(p.base64())))
                .map(jpeg -> Reply.of("image/jpeg", jpeg))
                .orElseThrow(() -> ApiProblem.notFound("picture of alarm " + id)));
  }

  private Future<Reply> acknowledge(Ask ask) {
    String note = ask.body().getString("note", "");
    long revision = ask.body().getLong("revision");
    return order(
        ask,
        "alarm-acknowledged",
        note,
        alarm -> {
          if (!alarm.alarmId().equals(ask.body().getString("alarmId"))) {
            throw ApiProblem.of(
                409, "这条告警已经变了,请看过新内容再确认", "the alarm has changed since; look at it again");
          }
          return new AlarmEvent.Acknowledge(
              ask.who(), note, alarm.revisionBefore() + Math.min(revision, alarm.revision()));
        });
  }

  private Future<Reply> shelve(Ask ask) {
    Duration length = Duration.ofMinutes(ask.body().getInteger("minutes"));
    LiveSite live = SiteApi.live(host);
    String rule = find(live, ask.path("rule")).ruleId();
    Duration most = live.site().rule(rule).orElseThrow().alarm().shelveMax();
    if (length.compareTo(most) > 0) {
      throw ApiProblem.field(
          "minutes", "最多 " + most.toMinutes() + " 分钟", most.toMinutes() + " minutes at most");
    }
    Instant until = clock.instant().plus(length);
    String note = ask.body().getString("note");
    return order(
        ask,
        "alarm-shelved",
        until + " " + note,
        _ -> new AlarmEvent.Shelve(ask.who(), note, Optional.of(until)));
  }

  private Answer outcome(Ask ask, String what, AlarmRecord before, String after, Answer answer) {
    switch (answer) {
      case Answer.Done _ ->
          audit.record(ask.actor(), what, before.ruleId(), before.life().state().word(), after);
      case Answer.Refused(String reason) ->
          audit.record(ask.actor(), "alarm-refused", before.ruleId(), what, reason);
    }
    return answer;
  }

  /// That it was ordered is on record before, what came of it after.
  private Future<Reply> order(
      Ask ask, String what, String after, Function<AlarmRecord, AlarmEvent> event) {
    LiveSite live = SiteApi.live(host);
    String rule = ask.path("rule");
    AlarmRecord before = find(live, rule);
    AlarmEvent wanted = event.apply(before);
    return writes
        .run(
            () -> {
              String order = (what + " " + after).strip();
              audit.record(ask.actor(), "alarm-ordered", rule, before.life().state().word(), order);
              return true;
            })
        .compose(
            _ ->
                Future.fromCompletionStage(
                    live.order(rule, wanted), ask.context().vertx().getOrCreateContext()))
        .compose(answer -> writes.run(() -> outcome(ask, what, before, after, answer)))
        .map(
            answer ->
                switch (answer) {
                  case Answer.Done _ -> Reply.json(AlarmView.whole(find(live, rule), live.site()));
                  case Answer.Refused(String reason) ->
                      throw ApiProblem.of(409, "未执行:" + InChinese.of(reason), reason);
                });
  }
}
