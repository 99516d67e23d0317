package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.agent.config.Problem;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.agent.config.SiteText;
import org.fieldbeacon.agent.console.LiveSite.WhatIf;
import org.fieldbeacon.driver.Text;

/// What if a rule were another: the stored readings past the rule as it is and as it would be.
final class RuleApi {
  private static final Shape CHANGES =
      Shape.of(new Field.Whole("days", true, 1, 30), new Field.Anything("changes", true));

  private final SiteHost host;
  private final ConfigFiles files;
  private final Work trials;
  private final InstantSource clock;

  RuleApi(SiteHost host, ConfigFiles files, Work trials, InstantSource clock) {
    this.host = host;
    this.files = files;
    this.trials = trials;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.post(
            "/rules/{rule}/what-if",
            Role.VIEWER,
            "Which alarms the rule would have raised over the last days, as it is and with changes.",
            CHANGES,
            this::whatIf));
  }

  private Future<Reply> whatIf(Ask ask) {
    LiveSite live = SiteApi.live(host);
    String rule = ask.path("rule");
    if (live.site().rule(rule).isEmpty()) {
      throw ApiProblem.notFound("rule " + rule);
    }
    live.site()
        .rule(rule)
        .flatMap(WhatIfApi::whyNot)
        .ifPresent(
            why -> {
              throw ApiProblem.of(409, why.zh(), why.en());
            });
    if (!(ask.body().getValue("changes") instanceof JsonObject changes)) {
      throw ApiProblem.field("changes", "{键: 值}", "an object of the rule's keys");
    }
    Instant to = clock.instant();
    Instant from = to.minus(Duration.ofDays(ask.body().getInteger("days")));
    return trials.run(
        () -> {
          SiteConfig changed = changed(rule, changes);
          WhatIf now = live.whatIf(live.site(), rule, from, to);
          WhatIf then = live.whatIf(changed, rule, from, to);
          return Reply.json(
              new JsonObject()
                  .put("from", from.toString())
                  .put("to", to.toString())
                  .put("readings", now.readings())
                  .put("cut", now.isCut())
                  .put("now", episodes(now))
                  .put("changed", episodes(then)));
        });
  }

  private SiteConfig changed(String rule, JsonObject changes) throws IOException {
    String text = files.site().orElse("");
    List<ApiProblem.Wrong> wrong = new ArrayList<>();
    try {
      for (String key : changes.fieldNames()) {
        Object value = changes.getValue(key);
        if (value instanceof Number || value instanceof String) {
          text = SiteText.set(text, List.of("rules", rule, key), value);
        } else {
          wrong.add(new ApiProblem.Wrong(key, new Text("数或文字", "a number or text")));
        }
      }
    } catch (SiteText.EditException e) {
      throw ApiProblem.of(
          409,
          "无法这样修改:" + InChinese.of(String.valueOf(e.getMessage())),
          String.valueOf(e.getMessage()));
    }
    if (!wrong.isEmpty()) {
      throw ApiProblem.fields(wrong);
    }
    return switch (SiteFile.load(text, files.siteFile())) {
      case SiteFile.Loaded.Good(SiteConfig site) -> site;
      case SiteFile.Loaded.Bad(List<Problem> problems) ->
          throw ApiProblem.fields(
              problems.stream()
                  .limit(10)
                  .map(
                      p ->
                          new ApiProblem.Wrong(
                              p.path().substring(p.path().lastIndexOf('.') + 1),
                              InChinese.both(p.wanted())))
                  .toList());
    };
  }

  static JsonArray episodes(WhatIf run) {
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
}
