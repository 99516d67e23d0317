package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import org.fieldbeacon.driver.Text;

/// Walk tests, and the sheets of those that are over.
final class WalkApi {
  private static final int KEPT = 50;
  private static final double MOST = 1e6;
  private static final Shape BEGIN =
      Shape.of(
          new Field.Words("rule", true, 1, 64, false),
          new Field.Decimal("value", false, -MOST, MOST),
          new Field.Flag("silent", true));

  private final SiteHost host;
  private final AuditLog audit;
  private final Work writes;
  private final Path file;

  /// @param file where the sheets are kept
  WalkApi(SiteHost host, AuditLog audit, Work writes, Path file) {
    this.host = host;
    this.audit = audit;
    this.writes = writes;
    this.file = file;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/walk",
            Role.VIEWER,
            "The walk test under way, or the last one since the start.",
            this::now),
        Route.get(
            "/walk/sheets",
            Role.VIEWER,
            "The sheets of walk tests that are over, newest first.",
            ask -> writes.run(() -> Reply.json(new JsonObject().put("sheets", sheets())))),
        Route.post(
            "/walk",
            Role.TECHNICIAN,
            "Begins a walk test of a rule; one that is under way ends.",
            BEGIN,
            this::begin),
        Route.post(
            "/walk/acknowledge",
            Role.TECHNICIAN,
            "Acknowledges the test alarm.",
            Shape.NONE,
            ask -> then(ask, "walk-acknowledged", l -> l.acknowledgeWalk(ask.who()))),
        Route.post(
            "/walk/end",
            Role.TECHNICIAN,
            "Ends the walk test and keeps its sheet.",
            Shape.NONE,
            ask -> then(ask, "walk-ended", LiveSite::endWalk).compose(this::keep)));
  }

  private Future<Reply> now(Ask ask) {
    LiveSite live = SiteApi.live(host);
    return Future.succeededFuture(
        Reply.json(live.walk().map(WalkApi::json).orElseGet(JsonObject::new)));
  }

  private Future<Reply> begin(Ask ask) {
    LiveSite live = SiteApi.live(host);
    String rule = ask.body().getString("rule");
    if (live.site().rule(rule).isEmpty()) {
      throw ApiProblem.field("rule", "站点已有的规则", "one of the site's rules");
    }
    if (live.site().rule(rule).filter(r -> r.asksModels()).isPresent()) {
      throw ApiProblem.of(
          409,
          "此规则由模型判断：走测注入的是读数，而模型看的是图像或整窗数据；请在镜头前出示样图，输出可在“输出”页逐个试动",
          "this rule asks a model, and a walk test injects readings: show the camera a picture of"
              + " what it watches for; outputs can be tried one by one under Outputs");
    }
    Double value = ask.body().getDouble("value");
    boolean silent = ask.body().getBoolean("silent");
    return writes
        .run(
            () -> {
              audit.record(ask.actor(), "walk-begun", rule, "", silent ? "silent" : "with outputs");
              return true;
            })
        .compose(
            _ ->
                Future.fromCompletionStage(
                    live.beginWalk(
                        rule,
                        value == null ? OptionalDouble.empty() : OptionalDouble.of(value),
                        silent,
                        ask.who()),
                    ask.context().vertx().getOrCreateContext()))
        .map(s -> Reply.json(json(s)));
  }

  private Future<Reply> then(
      Ask ask,
      String what,
      java.util.function.Function<LiveSite, CompletableFuture<WalkState>> step) {
    LiveSite live = SiteApi.live(host);
    WalkState walk =
        live.walk().orElseThrow(() -> ApiProblem.of(409, "没有进行中的测试", "no walk test is under way"));
    return writes
        .run(
            () -> {
              audit.record(ask.actor(), what, walk.rule(), "", walk.id());
              return true;
            })
        .compose(
            _ ->
                Future.fromCompletionStage(
                    step.apply(live), ask.context().vertx().getOrCreateContext()))
        .map(s -> Reply.json(json(s)));
  }

  private Future<Reply> keep(Reply ended) {
    return writes.run(
        () -> {
          var sheet = new JsonObject(ended.body());
          calibration(sheet.getString("point")).ifPresent(c -> sheet.put("calibration", c));
          var all = new JsonArray().add(sheet);
          for (Object old : sheets()) {
            if (all.size() < KEPT
                && !((JsonObject) old).getString("id").equals(sheet.getString("id"))) {
              all.add(old);
            }
          }
          DurableFile.writeSecret(file, all.encode());
          return ended;
        });
  }

  /// That of the point whose rule was tested.
  private Optional<JsonObject> calibration(String point) {
    return host.live().stream()
        .flatMap(live -> live.site().devices().stream())
        .flatMap(
            d ->
                d.calibrations().entrySet().stream()
                    .filter(e -> point.equals(d.device().name() + "/" + e.getKey()))
                    .map(Map.Entry::getValue))
        .map(c -> new JsonObject().put("slope", c.slope()).put("offset", c.offset()))
        .findFirst();
  }

  private JsonArray sheets() {
    return DurableFile.read(file).map(JsonArray::new).orElseGet(JsonArray::new);
  }

  /// What a quality test or a driver has added to a sentence is English yet.
  private static Text chinese(Text said) {
    return new Text(InChinese.of(said.zh()), said.en());
  }

  static JsonObject json(WalkState walk) {
    var steps = new JsonArray();
    for (WalkState.Step step : walk.steps()) {
      var one =
          new JsonObject()
              .put("station", Json.word(step.station()))
              .put("outcome", Json.word(step.outcome()))
              .put("afterMillis", step.afterMillis())
              .put("detail", Json.text(chinese(step.detail())));
      step.at().ifPresent(at -> one.put("at", at.toString()));
      steps.add(one);
    }
    return InChinese.put(new JsonObject(), "injected", walk.injected())
        .put("id", walk.id())
        .put("rule", walk.rule())
        .put("title", Json.text(walk.title()))
        .put("point", walk.point())
        .put("silent", walk.silent())
        .put("by", walk.by())
        .put("startedAt", walk.startedAt().toString())
        .put("alarmId", walk.alarmId())
        .put("headline", Json.text(walk.headline()))
        .put("status", walk.status())
        .put("over", walk.isOver())
        .put("steps", steps);
  }
}
