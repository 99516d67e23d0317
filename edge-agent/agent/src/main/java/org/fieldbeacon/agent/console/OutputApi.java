package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.fieldbeacon.agent.action.OutputCommand;

/// Outputs: what they did, and trying one for a few seconds.
final class OutputApi {
  private static final int LONGEST_TEST_S = 30;
  private static final Shape TEST =
      Shape.of(
          new Field.Whole("seconds", true, 1, LONGEST_TEST_S),
          new Field.Words("confirm", true, 1, 64, false));

  private final SiteHost host;
  private final AuditLog audit;
  private final Work writes;
  private final InstantSource clock;

  OutputApi(SiteHost host, AuditLog audit, Work writes, InstantSource clock) {
    this.host = host;
    this.audit = audit;
    this.writes = writes;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/outputs/{output}", Role.VIEWER, "What lately happened to an output.", this::record),
        Route.post(
            "/outputs/{output}/test",
            Role.TECHNICIAN,
            "Switches it on for some seconds; `confirm` repeats its id. Interlocks hold.",
            TEST,
            this::test),
        Route.post(
            "/outputs/{output}/auto",
            Role.TECHNICIAN,
            "Ends the test: it follows its triggers again.",
            Shape.NONE,
            ask -> command(ask, "output-auto", "auto", new OutputCommand.Auto(ask.who()))));
  }

  private void require(LiveSite live, String output) {
    if (live.site().outputs().stream().noneMatch(o -> o.id().equals(output))) {
      throw ApiProblem.notFound("output " + output);
    }
  }

  private Future<Reply> record(Ask ask) {
    LiveSite live = SiteApi.live(host);
    String output = ask.path("output");
    require(live, output);
    var list = new JsonArray();
    live.actions().stream()
        .filter(a -> a.outputId().equals(output))
        .forEach(
            a ->
                list.add(
                    new JsonObject()
                        .put("at", a.at().toString())
                        .put("word", a.word().word())
                        .put("reason", Json.text(a.reason()))));
    return Future.succeededFuture(
        Reply.json(new JsonObject().put("output", output).put("record", list)));
  }

  private Future<Reply> test(Ask ask) {
    String output = ask.path("output");
    require(SiteApi.live(host), output);
    if (!output.equals(ask.body().getString("confirm"))) {
      throw ApiProblem.field("confirm", "再写一遍输出的编号:" + output, "the output's id again: " + output);
    }
    Instant until = clock.instant().plusSeconds(ask.body().getInteger("seconds"));
    return command(
        ask, "output-tested", "on until " + until, new OutputCommand.On(ask.who(), until));
  }

  private Future<Reply> command(Ask ask, String what, String after, OutputCommand command) {
    LiveSite live = SiteApi.live(host);
    String output = ask.path("output");
    require(live, output);
    String before =
        live.outputs().stream()
            .filter(o -> o.id().equals(output))
            .findFirst()
            .map(o -> o.on() ? "on" : "off")
            .orElse("");
    return writes
        .run(
            () -> {
              audit.record(ask.actor(), "output-ordered", output, before, what + " " + after);
              return true;
            })
        .compose(
            _ ->
                Future.fromCompletionStage(
                    live.command(output, command), ask.context().vertx().getOrCreateContext()))
        .compose(
            state ->
                writes.run(
                    () -> {
                      String is = (state.on() ? "on" : "off") + ", " + state.reason().en();
                      audit.record(ask.actor(), what, output, before, after + ": " + is);
                      return state;
                    }))
        .map(
            state ->
                Reply.json(
                    new JsonObject()
                        .put("output", output)
                        .put("on", state.on())
                        .put("reason", Json.text(state.reason()))));
  }
}
