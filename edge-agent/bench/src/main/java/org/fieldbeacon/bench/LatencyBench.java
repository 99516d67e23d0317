package org.fieldbeacon.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `bench latency`.
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    description =
        "Time from a register's change in a gauge to the coil written at the relay board, both"
            + " simulated on Modbus TCP, with `fieldbeacon run` between them: once with the map"
            + " connected, once with the link down and every core busy.")
final class LatencyBench implements Callable<Integer> {
  private static final String POLL = "PT0.1S";
  private static final Duration SETTLE = Duration.ofSeconds(10);

  @Mixin private Common common = new Common();

  @Option(names = "--changes", description = "in each of the two parts, on and off; default 1000")
  private int changes = 1000;

  @Option(names = "--gauges", description = "1..8, each with a relay; default 4")
  private int gauges = 4;

  @Option(names = "--burners", description = "busy threads; default one for each core")
  private int burners = Runtime.getRuntime().availableProcessors();

  @Option(names = "--seed", description = "of the instants; default 1")
  private long seed = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return common.run(spec, this::measure);
  }

  private void measure(Scene scene, Report report) throws IOException, InterruptedException {
    if (gauges < 1 || gauges > RelayBoard.COILS || changes < gauges) {
      throw new IllegalArgumentException(
          "got %d changes on %d gauges, wanted 1..8 gauges and a change for each"
              .formatted(changes, gauges));
    }
    report
        .parameter("changes", changes)
        .parameter("gauges", gauges)
        .parameter("poll-interval", POLL)
        .parameter("burners", burners)
        .parameter("seed", seed);
    List<Gauge> all = new ArrayList<>();
    try (var board = new RelayBoard()) {
      for (int i = 0; i < gauges; i++) {
        all.add(new Gauge());
      }
      int mqttPort = OneMapChild.freePort();
      Path site = writeSite(scene, all, board, mqttPort);
      try (Agent agent = Agent.start(scene, site, Map.of())) {
        agent.awaitOnline(gauges + 1);
        try (OneMapChild _ = OneMapChild.start(scene, mqttPort)) {
          agent.await(
              "the uplink", Duration.ofMinutes(2), m -> m.of("fieldbeacon_uplink_connected") == 1);
          Thread.sleep(SETTLE);
          part("idle", all, board, changes, seed, report);
        }
        try (var _ = new Burners(burners)) {
          Thread.sleep(SETTLE);
          part("busy-link-down", all, board, changes, seed + 1, report);
        }
      }
    } finally {
      all.forEach(Gauge::close);
    }
    report
        .figure(
            "busy-to-idle-p99-ratio",
            report.figure("busy-link-down-p99-ms") / report.figure("idle-p99-ms"))
        .atMost("idle-p99.9-ms", 200)
        .atMost("busy-link-down-p99.9-ms", 200)
        .atMost("idle-lost", 0)
        .atMost("busy-link-down-lost", 0);
  }

  private static Path writeSite(Scene scene, List<Gauge> gauges, RelayBoard board, int mqttPort)
      throws IOException {
    return writeSite(scene, gauges, board, new SiteText("PT10S").uplink(mqttPort));
  }

  /// Each gauge with a rule and a relay of its own.
  static Path writeSite(Scene scene, List<Gauge> gauges, RelayBoard board, SiteText site)
      throws IOException {
    scene.write("profiles/" + Gauge.PROFILE + ".yaml", Gauge.profile());
    site.device("relays", "relay-board-8", board.port(), "PT1S");
    for (int i = 0; i < gauges.size(); i++) {
      String gauge = "gauge-" + i;
      site.device(gauge, Gauge.PROFILE, gauges.get(i).port(), POLL);
      site.quality(gauge + "/level", "{gross-range: {fail: [0, 60]}, gap: {max: PT10S}}");
      site.riverRule(
          "high-" + i, gauge + "/level", Gauge.WARNING_M, Gauge.GUARANTEE_M, "{latched: false}");
      site.output("relay-" + i, "relays/" + RelayBoard.POINTS.get(i), "high-" + i);
    }
    return scene.write("site.yaml", site.text());
  }

  /// So many changes, over all gauges, and how long each took to reach its relay.
  private static void part(
      String prefix, List<Gauge> all, RelayBoard board, int changes, long partSeed, Report report)
      throws InterruptedException {
    var sample = new Sample();
    sample.add(all, board, changes, partSeed);
    sample.into(report, prefix);
  }

  /// Latencies, gathered.
  static final class Sample {
    private final ConcurrentLinkedQueue<Double> latencies = new ConcurrentLinkedQueue<>();
    private final AtomicInteger lost = new AtomicInteger();

    void add(List<Gauge> all, RelayBoard board, int changes, long seed)
        throws InterruptedException {
      int gauges = all.size();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < gauges; i++) {
        int share = changes / gauges + (i < changes % gauges ? 1 : 0);
        var lane = new RelayLane(all.get(i), board, i, seed * 100 + i);
        threads.add(
            Thread.ofPlatform()
                .name("lane-" + i)
                .start(() -> lost.addAndGet(lane.change(share, latencies))));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }

    /// Takes another's latencies too.
    void addAll(Sample other) {
      latencies.addAll(other.latencies);
      lost.addAndGet(other.lost.get());
    }

    /// See [Percentiles#at].
    double at(double percent) {
      return percentiles().at(percent);
    }

    void into(Report report, String prefix) {
      percentiles().into(report, prefix);
      report.figure(prefix + "-lost", lost.get());
    }

    private Percentiles percentiles() {
      return new Percentiles(latencies.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }
}
