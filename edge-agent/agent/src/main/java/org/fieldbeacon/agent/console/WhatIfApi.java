package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.Problem;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.agent.console.ConfigFiles.Draft;
import org.fieldbeacon.agent.console.LiveSite.WhatIf;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;

/// What edits of the draft would do, before they are made: what is wrong with them, and which
/// alarms and flags the stored readings would have had.
final class WhatIfApi {
  private static final int MOST_BYTES = 64 << 10;
  private static final Shape EDITS = Shape.of(new Field.Anything("edits", true));
  private static final Shape TRY =
      Shape.of(
          new Field.Whole("days", true, 1, 30),
          new Field.Anything("edits", true),
          new Field.Words("rule", false, 1, 64, false),
          new Field.Words("point", false, 1, 130, false));
  private static final Text DOUBTFUL =
      new Text(
          "存疑的识别结果按“不确定”计算:当时画面是否合格没有保存",
          "doubtful answers count as unsure: whether their pictures were bad is not stored");
  private static final Pattern ENTRY = Pattern.compile("^(\\w+)\\[(\\d+)]");

  private final SiteHost host;
  private final ConfigDesk desk;
  private final ConfigFiles files;
  private final Work writes;
  private final Work trials;
  private final InstantSource clock;

  WhatIfApi(
      SiteHost host,
      ConfigDesk desk,
      ConfigFiles files,
      Work writes,
      Work trials,
      InstantSource clock) {
    this.desk = desk;
    this.host = host;
    this.files = files;
    this.writes = writes;
    this.trials = trials;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.post(
                "/config/check",
                Role.TECHNICIAN,
                "What would be wrong with the draft after these edits; changes nothing.",
                EDITS,
                this::check)
            .upTo(MOST_BYTES),
        Route.post(
                "/what-if",
                Role.VIEWER,
                "Which alarms a rule, or all rules of a point, would have raised over the last"
                    + " days, as they are and after edits of the draft; for a point also its"
                    + " flags.",
                TRY,
                this::whatIf)
            .upTo(MOST_BYTES));
  }

  /// Why stored readings cannot be run past a rule; empty when they can.
  static Optional<Text> whyNot(HazardRule rule) {
    return rule instanceof HazardRule.CameraCredibility
        ? Optional.of(
            new Text(
                "无法试算:摄像机画面不保存,过去的画面好坏无从得知",
                "cannot be tried: pictures are not stored, so how good past ones were is not known"))
        : Optional.empty();
  }

  // ---- what would be wrong

  private Future<Reply> check(Ask ask) {
    List<ConfigDesk.Edit> edits = ConfigApi.read(ask.body().getValue("edits"));
    return writes.run(
        () -> {
          String text = ConfigDesk.edited(draft(), edits);
          var list = new JsonArray();
          Map<String, Object> tree = Places.tree(text);
          if (SiteFile.load(text, files.siteFile())
              instanceof SiteFile.Loaded.Bad(List<Problem> problems)) {
            problems.forEach(p -> list.add(problem(p, tree)));
          }
          desk.refusedFiles(text, ask.actor())
              .forEach(
                  r ->
                      list.add(
                          new JsonObject()
                              .put("place", r.place())
                              .put("where", Json.text(Places.of(r.place(), tree)))
                              .put("line", 0)
                              .put("got", Json.text(new Text(r.got(), r.got())))
                              .put("wanted", Json.text(r.wanted()))));
          return Reply.json(new JsonObject().put("problems", list));
        });
  }

  private String draft() {
    return files.draft().map(Draft::text).or(files::site).orElse("");
  }

  private static JsonObject problem(Problem problem, Map<String, Object> tree) {
    return new JsonObject()
        .put("place", named(problem.path(), tree))
        .put("where", Json.text(Places.of(problem.path(), tree)))
        .put("line", problem.line())
        .put("got", Json.text(InChinese.both(problem.got())))
        .put("wanted", Json.text(InChinese.both(problem.wanted())));
  }

  /// `rules.river-high.warning` for `rules[2].warning`, so that a form knows its own.
  static String named(String path, Map<String, Object> tree) {
    Matcher entry = ENTRY.matcher(path);
    if (!entry.find() || !(tree.get(entry.group(1)) instanceof List<?> list)) {
      return path;
    }
    int index = Integer.parseInt(entry.group(2));
    if (index >= list.size() || !(list.get(index) instanceof Map<?, ?> one)) {
      return path;
    }
    Object name = one.containsKey("id") ? one.get("id") : one.get("name");
    return entry.group(1) + "." + name + path.substring(entry.end());
  }

  // ---- what would have been

  private Future<Reply> whatIf(Ask ask) {
    LiveSite live = SiteApi.live(host);
    Object wanted = ask.body().getValue("edits");
    List<ConfigDesk.Edit> edits =
        wanted instanceof JsonArray none && none.isEmpty() ? List.of() : ConfigApi.read(wanted);
    Optional<String> rule = Optional.ofNullable(ask.body().getString("rule"));
    Optional<PointId> point = Optional.ofNullable(ask.body().getString("point")).map(this::point);
    if (rule.isPresent() == point.isPresent()) {
      throw ApiProblem.field("rule", "规则或测点,二者之一", "a rule or a point, one of the two");
    }
    Instant to = clock.instant();
    Instant from = to.minus(Duration.ofDays(ask.body().getInteger("days")));
    return trials.run(
        () -> {
          SiteConfig changed = changed(edits);
          List<String> ids =
              rule.map(List::of)
                  .orElseGet(
                      () ->
                          changed.rules().stream()
                              .filter(r -> listensTo(r, point.orElseThrow()))
                              .map(HazardRule::id)
                              .toList());
          var rules = new JsonArray();
          for (String id : ids) {
            rules.add(tried(live, changed, id, from, to));
          }
          var json =
              new JsonObject()
                  .put("from", from.toString())
                  .put("to", to.toString())
                  .put("rules", rules);
          point.ifPresent(
              p ->
                  json.put(
                      "flags",
                      new JsonObject()
                          .put("now", flags(live.flagsIf(live.site(), p, from, to)))
                          .put("changed", flags(live.flagsIf(changed, p, from, to)))));
          return Reply.json(json);
        });
  }

  private PointId point(String text) {
    if (!PointId.isId(text)) {
      throw ApiProblem.field("point", "设备/测点", "device/point");
    }
    return PointId.parse(text);
  }

  private static boolean listensTo(HazardRule rule, PointId point) {
    return switch (rule) {
      case HazardRule.ModelEvent event ->
          event.sensor().map(s -> s.point().equals(point)).orElse(false);
      case HazardRule.ForecastCrossing _, HazardRule.CameraCredibility _ -> false;
      case HazardRule.RiverLevel _, HazardRule.Rainstorm _, HazardRule.Credibility _ ->
          rule.point().equals(point);
    };
  }

  /// A rule that is not there on one side raises nothing there.
  private static JsonObject tried(
      LiveSite live, SiteConfig changed, String id, Instant from, Instant to) {
    HazardRule rule =
        changed
            .rule(id)
            .or(() -> live.site().rule(id))
            .orElseThrow(() -> ApiProblem.notFound("rule " + id));
    var json = new JsonObject().put("rule", id).put("title", Json.text(rule.title()));
    Optional<Text> whyNot = whyNot(rule);
    if (whyNot.isPresent()) {
      return json.put("whyNot", Json.text(whyNot.get()));
    }
    if (rule instanceof HazardRule.ModelEvent) {
      json.put("note", Json.text(DOUBTFUL));
    }
    WhatIf now = run(live, live.site(), id, from, to);
    WhatIf then = run(live, changed, id, from, to);
    return json.put("readings", Math.max(now.readings(), then.readings()))
        .put("cut", now.isCut() || then.isCut())
        .put("now", episodes(now))
        .put("changed", episodes(then));
  }

  private static JsonArray episodes(WhatIf run) {
    var list = new JsonArray();
    run.episodes()
        .forEach(
            e -> {
              var episode =
                  new JsonObject()
                      .put("raisedAt", e.raisedAt().toString())
                      .put("level", Json.word(e.worst()))
                      .put("summary", Json.text(e.summary()));
              e.endedAt().ifPresent(at -> episode.put("endedAt", at.toString()));
              list.add(episode);
            });
    return list;
  }

  private static WhatIf run(LiveSite live, SiteConfig site, String rule, Instant from, Instant to) {
    return site.rule(rule).isPresent()
        ? live.whatIf(site, rule, from, to)
        : new WhatIf(0, false, List.of());
  }

  private SiteConfig changed(List<ConfigDesk.Edit> edits) throws IOException {
    String text = ConfigDesk.edited(draft(), edits);
    return switch (SiteFile.load(text, files.siteFile())) {
      case SiteFile.Loaded.Good(SiteConfig site) -> site;
      case SiteFile.Loaded.Bad(List<Problem> problems) -> {
        Map<String, Object> tree = Places.tree(text);
        throw ApiProblem.fields(
            problems.stream()
                .limit(20)
                .map(p -> new ApiProblem.Wrong(named(p.path(), tree), InChinese.both(p.wanted())))
                .toList());
      }
    };
  }

  private static JsonObject flags(Map<Quality, Long> tally) {
    var json = new JsonObject();
    new TreeMap<>(tally).forEach((flag, n) -> json.put(String.valueOf(flag.code()), n));
    return json;
  }
}
