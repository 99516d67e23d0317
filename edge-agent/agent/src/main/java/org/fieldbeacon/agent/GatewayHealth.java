package org.fieldbeacon.agent;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.fieldbeacon.agent.acquire.LinkRunner;
import org.fieldbeacon.agent.action.OutputState;
import org.fieldbeacon.agent.health.HealthReport;
import org.fieldbeacon.agent.health.HealthReport.Check;
import org.fieldbeacon.agent.health.HealthReport.State;
import org.fieldbeacon.agent.inference.InferenceWorker;
import org.fieldbeacon.agent.inference.ModelCounters;
import org.fieldbeacon.agent.inference.ModelDesk;
import org.fieldbeacon.agent.inference.ShadowRun;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.uplink.Guarantee;
import org.fieldbeacon.uplink.Uplink;

/// What a gateway's figures mean for its health, and the figures themselves as metrics. Any thread;
/// reads no disk.
final class GatewayHealth {
  private static final Duration BUSY = Duration.ofSeconds(5);
  private static final String PREFIX = "fieldbeacon.";

  private final Gateway gateway;

  GatewayHealth(Gateway gateway) {
    this.gateway = gateway;
  }

  HealthReport report() {
    List<Check> checks = new ArrayList<>();
    checks.add(pipeline());
    checks.add(storage());
    gateway.board().all().stream()
        .filter(s -> !isSwitchedOff(s.device()))
        .forEach(s -> checks.add(device(s)));
    gateway.outputs().forEach(o -> checks.add(output(o)));
    gateway.inference().ifPresent(worker -> models(worker.desk(), checks));
    gateway.uplink().ifPresent(u -> checks.add(uplink(u)));
    site().forEach(checks::add);
    return new HealthReport(checks);
  }

  /// What makes a gateway that runs well worth less than it seems. Stands in the report only while
  /// it is so: a change on trial is judged by what was well before, and neither is its doing or its
  /// fault.
  private List<Check> site() {
    List<Check> checks = new ArrayList<>();
    if (gateway.site().rules().isEmpty()) {
      checks.add(
          new Check("rules", State.DEGRADED, "no rules yet: nothing will be reported as an alarm"));
    }
    gateway.time().trouble().ifPresent(why -> checks.add(new Check("clock", State.DEGRADED, why)));
    return checks;
  }

  /// A device that the site switches off is missed by nobody.
  private boolean isSwitchedOff(String device) {
    return gateway.site().devices().stream()
        .anyMatch(d -> d.device().name().equals(device) && !d.enabled());
  }

  private static void models(ModelDesk desk, List<Check> checks) {
    Map<String, ShadowRun> shadows = desk.shadows();
    desk.drifts()
        .forEach(
            (id, drift) -> {
              Map<String, Double> departures = drift.departures();
              String said =
                  drift.isDrifted()
                      ? "inputs have drifted by standard deviations " + departures
                      : "";
              String beside =
                  Optional.ofNullable(shadows.get(id))
                      .map(s -> "; beside it " + s.json().encode())
                      .orElse("");
              State state = said.isEmpty() ? State.OK : State.DEGRADED;
              checks.add(new Check("model " + id, state, said + beside));
            });
  }

  private Check pipeline() {
    Duration silent = gateway.sinceBeat();
    if (silent.compareTo(BUSY) > 0) {
      return new Check(
          "pipeline",
          State.FAILED,
          "got no step for " + silent.toSeconds() + " s, wanted one every " + BUSY.toSeconds());
    }
    long bugs = gateway.bugs();
    return bugs == 0
        ? new Check("pipeline", State.OK, "")
        : new Check("pipeline", State.DEGRADED, bugs + " steps failed by a bug, see the log");
  }

  private Check storage() {
    if (!gateway.commits().lastFailure().isEmpty()) {
      return new Check(
          "storage",
          State.FAILED,
          gateway.commits().pending() + " alarm commits wait: " + gateway.commits().lastFailure());
    }
    if (gateway.alarmStore().figures().reserveSpent()) {
      return new Check("storage", State.DEGRADED, "the disk is full; alarms live on the reserve");
    }
    long letGo = gateway.log().figures().letGo();
    return letGo == 0
        ? new Check("storage", State.OK, "")
        : new Check(
            "storage", State.DEGRADED, letGo + " observations let go: the disk refused writes");
  }

  private static Check device(DeviceStatus status) {
    State state =
        switch (status.state()) {
          case ONLINE -> State.OK;
          case UNKNOWN, DEGRADED, OFFLINE, LINK_DOWN, MISCONFIGURED -> State.DEGRADED;
        };
    String detail = status.detail().isEmpty() ? word(status.state()) : status.detail();
    return new Check("device " + status.device(), state, state == State.OK ? "" : detail);
  }

  private static Check output(OutputState output) {
    boolean well =
        output.failedWrites() == 0
            && output.confirmation() != OutputState.Confirmation.CONTRADICTED
            && output.confirmation() != OutputState.Confirmation.SILENT;
    return new Check(
        "output " + output.id(),
        well ? State.OK : State.DEGRADED,
        well
            ? ""
            : output.failedWrites()
                + " writes failed in a row, read-back "
                + word(output.confirmation()));
  }

  private static Check uplink(Uplink uplink) {
    if (!uplink.isConnected()) {
      return new Check("uplink", State.DEGRADED, "not connected, " + uplink.backlog() + " wait");
    }
    return uplink.guarantee() == Guarantee.END_TO_END
        ? new Check("uplink", State.OK, "")
        : new Check("uplink", State.DEGRADED, uplink.guarantee().sentence());
  }

  private static String word(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// A registry whose meters read the gateway whenever they are scraped.
  PrometheusMeterRegistry metrics() {
    var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    counter(metrics, "observations", "taken from the field", g -> g.queue().accepted());
    gauge(metrics, "queue.depth", "readings on their way to the pipeline", g -> g.queue().depth());
    counter(metrics, "queue.waits", "times a link waited for room", g -> g.queue().waits());
    counter(metrics, "untimely", "readings out of time", Gateway::untimely);
    counter(metrics, "alarms.raised", "alarms raised", Gateway::raised);
    gauge(
        metrics,
        "alarms.standing",
        "alarms whose condition holds",
        g -> g.alarms().stream().filter(a -> a.life().state().isActive()).count());
    gauge(
        metrics,
        "alarms.unacknowledged",
        "alarms nobody has acknowledged",
        g -> g.alarms().stream().filter(a -> a.life().state().needsAcknowledgement()).count());
    counter(metrics, "actions", "things that happened to outputs", g -> g.actions().count());
    counter(metrics, "bugs", "steps that failed by a bug", Gateway::bugs);
    storage(metrics);
    links(metrics);
    gateway.inference().ifPresent(worker -> models(metrics, worker));
    gateway.uplink().ifPresent(u -> uplink(metrics));
    return metrics;
  }

  private void storage(PrometheusMeterRegistry metrics) {
    counter(
        metrics,
        "log.observations",
        "observations on flash",
        g -> g.log().figures().observations());
    counter(
        metrics, "log.bytes.written", "bytes sent to disk", g -> g.log().figures().bytesWritten());
    gauge(metrics, "log.pending", "observations in memory", g -> g.log().figures().pending());
    dropped(metrics, "disk-refused", g -> g.log().figures().letGo());
    dropped(metrics, "ring-unconfirmed", g -> g.log().figures().droppedByRing());
    dropped(metrics, "damaged-rows", g -> g.log().figures().damagedRows());
    dropped(metrics, "alarm-outbox-full", g -> g.alarmStore().figures().dropped());
    counter(
        metrics,
        "alarms.superseded",
        "alarm messages reduced to their number",
        g -> g.alarmStore().figures().superseded());
    gauge(
        metrics,
        "outbox.alarms",
        "alarm messages not confirmed",
        g -> g.alarmStore().figures().waiting());
    gauge(metrics, "outbox.observations", "batches not confirmed", g -> g.log().unconfirmed());
    gauge(metrics, "commits.pending", "alarm commits not on flash", g -> g.commits().pending());
    counter(metrics, "commits.failures", "alarm commits tried again", g -> g.commits().failures());
  }

  private void models(PrometheusMeterRegistry metrics, InferenceWorker worker) {
    counter(metrics, "model.pictures.dropped", "taken over by newer", Gateway::droppedFrames);
    counter(metrics, "model.dropped", "questions taken over by newer", _ -> worker.dropped());
    counter(metrics, "model.late", "questions that waited too long", _ -> worker.late());
    gauge(metrics, "model.slowdown", "1, or more for heat or battery", _ -> worker.slowdown());
    worker
        .desk()
        .counters()
        .forEach(
            (id, counters) -> {
              FunctionCounter.builder(PREFIX + "model.answers", counters, ModelCounters::answers)
                  .tags("model", id)
                  .description("answers")
                  .register(metrics);
              FunctionCounter.builder(PREFIX + "model.unsure", counters, ModelCounters::unsure)
                  .tags("model", id)
                  .description("answers that no rule believes by themselves")
                  .register(metrics);
              FunctionCounter.builder(PREFIX + "model.none", counters, ModelCounters::noneTotal)
                  .tags("model", id)
                  .description("questions without an answer")
                  .register(metrics);
              Gauge.builder(PREFIX + "model.p99.ms", counters, ModelCounters::p99Millis)
                  .tags("model", id)
                  .description("of the last 256 questions")
                  .register(metrics);
            });
  }

  private void links(PrometheusMeterRegistry metrics) {
    for (LinkRunner link : gateway.links()) {
      FunctionCounter.builder(PREFIX + "link.missed.polls", link, LinkRunner::missedPolls)
          .tags("link", link.name())
          .description("polling periods skipped because the link was busy")
          .register(metrics);
      FunctionCounter.builder(PREFIX + "link.bugs", link, LinkRunner::bugs)
          .tags("link", link.name())
          .description("exceptions that escaped from the driver")
          .register(metrics);
    }
    for (DeviceStatus device : gateway.board().all()) {
      Gauge.builder(
              PREFIX + "device.online", gateway, g -> g.board().answers(device.device()) ? 1 : 0)
          .tags("device", device.device())
          .description("1 while the device answers")
          .register(metrics);
    }
  }

  private void uplink(PrometheusMeterRegistry metrics) {
    gauge(
        metrics, "uplink.connected", "1 while connected", g -> of(g, u -> u.isConnected() ? 1 : 0));
    gauge(metrics, "uplink.unconfirmed", "sent, no receipt yet", g -> of(g, Uplink::unconfirmed));
    counter(metrics, "uplink.published", "messages sent", g -> of(g, Uplink::published));
    counter(metrics, "uplink.resent", "messages sent again", g -> of(g, Uplink::resent));
    counter(metrics, "uplink.receipts", "the map's receipts", g -> of(g, Uplink::receipts));
    counter(metrics, "uplink.failures", "attempts that failed", g -> of(g, Uplink::failures));
    gauge(
        metrics,
        "uplink.last.receipt.seconds",
        "time of the last receipt, Unix seconds; 0 before the first",
        g -> of(g, u -> u.lastReceiptAt().map(Instant::getEpochSecond).orElse(0L)));
  }

  private static double of(Gateway gateway, ToDoubleFunction<Uplink> figure) {
    return gateway.uplink().map(figure::applyAsDouble).orElse(0.0);
  }

  private void counter(
      PrometheusMeterRegistry metrics,
      String name,
      String about,
      ToDoubleFunction<Gateway> figure) {
    FunctionCounter.builder(PREFIX + name, gateway, figure).description(about).register(metrics);
  }

  private void dropped(
      PrometheusMeterRegistry metrics, String reason, ToDoubleFunction<Gateway> figure) {
    FunctionCounter.builder(PREFIX + "dropped", gateway, figure)
        .tags(Tags.of("reason", reason))
        .description("what was given up, by reason")
        .register(metrics);
  }

  private void gauge(
      PrometheusMeterRegistry metrics,
      String name,
      String about,
      ToDoubleFunction<Gateway> figure) {
    Gauge.builder(PREFIX + name, gateway, figure).description(about).register(metrics);
  }
}
