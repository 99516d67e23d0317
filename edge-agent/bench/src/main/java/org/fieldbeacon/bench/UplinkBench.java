package org.fieldbeacon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.fieldbeacon.agent.store.ObservationLog;
import org.fieldbeacon.agent.store.ObservationLogSettings;
import org.fieldbeacon.observation.Observation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `bench uplink`.
@Command(
    name = "uplink",
    mixinStandardHelpOptions = true,
    description =
        "How fast `fieldbeacon run` drains a backlog of observations to the map over its embedded"
            + " broker, and how long alarms take to the map meanwhile.")
final class UplinkBench implements Callable<Integer> {
  private static final String WAITING = "fieldbeacon_outbox_observations";
  private static final String CONNECTED = "fieldbeacon_uplink_connected";
  private static final Duration TURN = Duration.ofMillis(250);
  private static final Duration DRAIN = Duration.ofMinutes(8);
  private static final int GAUGES = 8;
  private static final int STATIONS = 10;

  /// Batches that may wait once the backlog is gone: the site goes on measuring.
  private static final int FRESH_BATCHES = 2;

  @Mixin private Common common = new Common();

  @Option(names = "--observations", description = "in the backlog; default 1000000")
  private int observations = 1_000_000;

  @Option(names = "--batch", description = "observations in each message; default 1000")
  private int batch = 1000;

  @Option(names = "--after", description = "measured without a backlog; default PT30S")
  private Duration after = Duration.ofSeconds(30);

  @Option(names = "--seed", description = "of the values; default 1")
  private long seed = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return common.run(spec, this::measure);
  }

  private void measure(Scene scene, Report report) throws IOException, InterruptedException {
    report
        .parameter("backlog-observations", observations)
        .parameter("observations-per-message", batch)
        .parameter("gauges", GAUGES)
        .parameter("alarm-changes-every-ms", TURN.toMillis())
        .parameter("seed", seed);
    fill(scene);
    List<Gauge> gauges = new ArrayList<>();
    try {
      for (int i = 0; i < GAUGES; i++) {
        gauges.add(new Gauge());
      }
      int mqttPort = OneMapChild.freePort();
      try (Agent agent = Agent.start(scene, writeSite(scene, gauges, mqttPort), Map.of())) {
        agent.awaitOnline(GAUGES);
        report.figure("backlog-messages", agent.metrics().of(WAITING));
        drain(scene, agent, gauges, mqttPort, report);
      }
    } finally {
      gauges.forEach(Gauge::close);
    }
    report
        .atMost("alarm-under-backlog-max-ms", 2000)
        .atMost("first-alarm-after-map-ready-ms", 2000);
  }

  /// What a site of a hundred points leaves behind while the link is down, up to now.
  private void fill(Scene scene) throws IOException {
    Path store = Files.createDirectories(scene.dir().resolve("store"));
    var field = new StationField(STATIONS, seed);
    int points = STATIONS * StationField.POINTS.size();
    Instant end = Instant.now().minusSeconds(60);
    Duration shift = Duration.between(field.now(), end).minusSeconds(observations / points);
    try (ObservationLog log =
        ObservationLog.open(
            ObservationLogSettings.at(store.resolve("observations.db"))
                .withCommit(Duration.ofDays(1), batch * 2)
                .withRows(batch, batch * 4))) {
      for (int i = 1; i <= observations; i++) {
        Observation o = field.next();
        Instant at = o.phenomenonTime().plus(shift);
        log.append(Observation.of(o.point(), o.value(), o.unit(), at, o.source()));
        if (i % batch == 0 || i == observations) {
          log.flush().join();
        }
      }
    }
  }

  private static Path writeSite(Scene scene, List<Gauge> gauges, int mqttPort) throws IOException {
    scene.write("profiles/" + Gauge.PROFILE + ".yaml", Gauge.profile());
    var site = new SiteText("PT10S").uplink(mqttPort);
    for (int i = 0; i < gauges.size(); i++) {
      String name = "gauge-" + i;
      site.device(name, Gauge.PROFILE, gauges.get(i).port(), "PT0.1S");
      site.quality(name + "/level", "{gross-range: {fail: [0, 60]}, gap: {max: PT10S}}");
      site.riverRule(
          "high-" + i, name + "/level", Gauge.WARNING_M, Gauge.GUARANTEE_M, "{latched: true}");
    }
    return scene.write("site.yaml", site.text());
  }

  private void drain(Scene scene, Agent agent, List<Gauge> gauges, int mqttPort, Report report)
      throws IOException, InterruptedException {
    // The alarm that stands when the link comes.
    gauges.getFirst().set(true);
    agent.await(
        "the first alarm", Duration.ofSeconds(30), m -> m.of("fieldbeacon_alarms_standing") >= 1);
    try (OneMapChild map = OneMapChild.start(scene, mqttPort)) {
      Instant ready = Instant.now();
      var watch = new AlarmWatch(map);
      Thread watching = Thread.ofPlatform().name("watch").start(watch::run);
      Thread turning =
          Thread.ofPlatform().name("turn").start(() -> turn(gauges.subList(1, GAUGES)));
      try {
        Instant connected = await(agent, m -> m.of(CONNECTED) == 1);
        Instant drained = await(agent, m -> m.of(WAITING) <= FRESH_BATCHES);
        ProcessFigures gateway = agent.figures();
        Thread.sleep(after);
        Instant end = Instant.now();
        double seconds = Duration.between(connected, drained).toMillis() / 1e3;
        report
            .figure("connected-after-map-ready-ms", Duration.between(ready, connected).toMillis())
            .figure("drain-seconds", seconds)
            .figure("drain-observations-per-second", observations / seconds)
            .figure("observations-on-map", map.observations())
            .figure("first-alarm-after-map-ready-ms", watch.firstAfter(ready, "high-0"))
            .figure("gateway-peak-rss-mib", gateway.peakRssMib())
            .figure("onemap-peak-rss-mib", map.figures().peakRssMib());
        watch.between(connected, drained).into(report, "alarm-under-backlog");
        watch.between(drained, end).into(report, "alarm-without-backlog");
      } finally {
        turning.interrupt();
        turning.join();
        watch.stop();
        watching.join();
      }
    }
  }

  private static Instant await(Agent agent, Predicate<Metrics> wanted)
      throws IOException, InterruptedException {
    agent.await("the uplink", DRAIN, wanted);
    return Instant.now();
  }

  /// One gauge after the other goes high or low, four times a second.
  private static void turn(List<Gauge> gauges) {
    try {
      for (int i = 0; true; i++) {
        gauges.get(i % gauges.size()).set(i / gauges.size() % 2 == 0);
        Thread.sleep(TURN);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
