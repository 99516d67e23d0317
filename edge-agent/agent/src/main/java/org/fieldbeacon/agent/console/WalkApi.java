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
  private final ConfigDesk desk;
  private final AuditLog audit;
  private final Work writes;
  private final String version;
  private final Path file;

  /// @param version of the program
  /// @param file where the sheets are kept
  WalkApi(SiteHost host, ConfigDesk desk, AuditLog audit, Work writes, String version, Path file) {
    this.host = host;
    this.desk = desk;
    this.audit = audit;
    this.writes = writes;
    this.version = version;
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
            _ -> writes.run(this::kept)),
        Route.get(
            "/walk/choices",
            Role.VIEWER,
            "The rules, those first that most depends on, with what a test of each would do and why"
                + " it cannot be tested now.",
            this::choices),
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
            ask ->
                then(ask, "walk-ended", LiveSite::endWalk)
                    .compose(
                        ended ->
                            writes.run(
                                () -> {
                                  keepLast();
                                  return ended;
                                }))));
  }

  private Future<Reply> now(Ask ask) {
    LiveSite live = SiteApi.live(host);
    return Future.succeededFuture(
        Reply.json(live.walk().map(WalkView::of).orElseGet(JsonObject::new)));
  }

  private Future<Reply> choices(Ask ask) {
    var all = new JsonArray();
    SiteApi.live(host).walkChoices().forEach(c -> all.add(WalkView.choice(c)));
    return Future.succeededFuture(Reply.json(new JsonObject().put("rules", all)));
  }

  private Future<Reply> begin(Ask ask) {
    LiveSite live = SiteApi.live(host);
    String rule = ask.body().getString("rule");
    WalkChoice choice =
        live.walkChoices().stream()
            .filter(c -> c.rule().equals(rule))
            .findFirst()
            .orElseThrow(() -> ApiProblem.field("rule", "站点已有的规则", "one of the site's rules"));
    choice.unfit().map(WalkApi::refusal).ifPresent(WalkApi::refuse);
    Double value = choice.value().isEmpty() ? null : ask.body().getDouble("value");
    if (value != null && choice.least().isPresent() && value < choice.least().getAsDouble()) {
      String least = choice.least().getAsDouble() + " " + choice.unit();
      throw ApiProblem.field("value", "不低于 " + least + ",否则不会触发", "at least " + least);
    }
    boolean silent = ask.body().getBoolean("silent");
    return writes
        .run(
            () -> {
              desk.requireNoTrial();
              return true;
            })
        .compose(_ -> endLast(ask, live))
        .compose(
            _ ->
                writes.run(
                    () -> {
                      keepLast();
                      String how = silent ? "silent" : "with outputs";
                      audit.record(ask.actor(), "walk-begun", rule, "", how);
                      return true;
                    }))
        .compose(
            _ ->
                Future.fromCompletionStage(
                    live.beginWalk(
                        rule,
                        value == null ? OptionalDouble.empty() : OptionalDouble.of(value),
                        silent,
                        ask.who()),
                    ask.context().vertx().getOrCreateContext()))
        .map(
            answer ->
                switch (answer) {
                  case LiveSite.WalkBegin.Begun(WalkState walk) -> Reply.json(WalkView.of(walk));
                  case LiveSite.WalkBegin.Refused(Text why) -> throw refusal(why);
                });
  }

  /// One that is under way ends before another begins, so that its sheet is kept.
  private static Future<Boolean> endLast(Ask ask, LiveSite live) {
    return live.walk().filter(w -> !w.isOver()).isEmpty()
        ? Future.succeededFuture(true)
        : Future.fromCompletionStage(live.endWalk(), ask.context().vertx().getOrCreateContext())
            .map(true);
  }

  private static ApiProblem refusal(Text why) {
    return ApiProblem.of(409, InChinese.of(why.zh()), why.en());
  }

  private static void refuse(ApiProblem problem) {
    throw problem;
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
        .map(s -> Reply.json(WalkView.of(s)));
  }

  private Reply kept() {
    keepLast();
    return Reply.json(new JsonObject().put("sheets", sheets()));
  }

  /// Keeps the sheet of the last test if it is over and not kept yet: one may also end by itself,
  /// or because another begins.
  private void keepLast() {
    Optional<WalkState> last = host.live().flatMap(LiveSite::walk).filter(WalkState::isOver);
    if (last.isEmpty()) {
      return;
    }
    JsonArray before = sheets();
    if (before.stream()
        .anyMatch(old -> last.get().id().equals(((JsonObject) old).getString("id")))) {
      return;
    }
    JsonObject sheet = WalkView.of(last.get()).put("software", version);
    calibration(sheet.getString("point")).ifPresent(c -> sheet.put("calibration", c));
    desk.runningVersion().ifPresent(v -> sheet.put("configuration", v.json()));
    var all = new JsonArray().add(sheet);
    before.stream().limit(KEPT - 1L).forEach(all::add);
    DurableFile.writeSecret(file, all.encode());
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
}
