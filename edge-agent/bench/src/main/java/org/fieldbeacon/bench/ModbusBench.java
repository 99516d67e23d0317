package org.fieldbeacon.bench;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `bench modbus`.
@Command(
    name = "modbus",
    mixinStandardHelpOptions = true,
    description =
        "CPU, memory and late polls of `fieldbeacon run` while it reads a fleet of Modbus TCP"
            + " devices that a process beside it simulates.")
final class ModbusBench implements Callable<Integer> {
  private static final String OBSERVATIONS = "fieldbeacon_observations_total";
  private static final String MISSED = "fieldbeacon_link_missed_polls_total";
  private static final String LOGGED = "fieldbeacon_log_observations_total";
  private static final String WRITTEN = "fieldbeacon_log_bytes_written_total";
  private static final int RULE_EVERY = 10;

  @Mixin private Common common = new Common();

  @Option(names = "--devices", description = "each with a port of its own; default 500")
  private int devices = 500;

  @Option(names = "--registers", description = "of each device, one tag each; default 30")
  private int registers = 30;

  @Option(names = "--poll-interval", description = "default PT1S")
  private Duration interval = Duration.ofSeconds(1);

  @Option(names = "--warm-up", description = "before measuring; default PT60S")
  private Duration warmUp = Duration.ofSeconds(60);

  @Option(names = "--for", description = "measured; default PT60S")
  private Duration length = Duration.ofSeconds(60);

  @Option(names = "--seed", description = "of the values; default 1")
  private long seed = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return common.run(spec, this::measure);
  }

  private void measure(Scene scene, Report report) throws IOException, InterruptedException {
    report
        .parameter("devices", devices)
        .parameter("registers", registers)
        .parameter("poll-interval", interval.toString())
        .parameter("points-with-quality-tests", devices)
        .parameter("rules", (devices + RULE_EVERY - 1) / RULE_EVERY)
        .parameter("warm-up", warmUp.toString())
        .parameter("measured", length.toString())
        .parameter("seed", seed);
    try (Child fleet = startFleet(scene)) {
      JsonArray ports = fleet.ready().getJsonArray("ports");
      Path site = writeSite(scene, ports);
      try (Agent agent = Agent.start(scene, site, Map.of())) {
        agent.awaitOnline(devices);
        Thread.sleep(warmUp);
        measure(agent, report);
      }
    }
    report
        .atLeast("tags-per-second", 0.999 * devices * registers * 1000 / interval.toMillis())
        .atMost("cpu-cores-used", 0.15)
        .atMost("rss-max-mib", 128)
        .atMost("log-bytes-written-per-observation", 16);
  }

  private Child startFleet(Scene scene) throws IOException {
    return Child.start(
        scene,
        Map.of(),
        "bench",
        "fleet",
        "--devices",
        String.valueOf(devices),
        "--registers",
        String.valueOf(registers),
        "--seed",
        String.valueOf(seed));
  }

  private Path writeSite(Scene scene, JsonArray ports) throws IOException {
    scene.write(
        "profiles/bench-registers.yaml",
        SiteText.profile(
            IntStream.range(0, registers)
                .mapToObj(i -> SiteText.Register.level("r-" + i))
                .toList()));
    var site = new SiteText("PT10S");
    for (int i = 0; i < devices; i++) {
      String device = "device-%03d".formatted(i);
      String point = device + "/r-0";
      site.device(device, "bench-registers", ports.getInteger(i), interval.toString());
      site.quality(
          point, "{gross-range: {fail: [0, 65]}, spike: {suspect: 1, fail: 5}, gap: {max: PT10S}}");
      if (i % RULE_EVERY == 0) {
        site.riverRule("high-" + i, point, 50, 60, "{latched: false}");
      }
    }
    return scene.write("site.yaml", site.text());
  }

  private void measure(Agent agent, Report report) throws IOException, InterruptedException {
    Metrics before = agent.metrics();
    ProcessFigures first = agent.figures();
    long start = System.nanoTime();
    double rss = 0;
    while (System.nanoTime() - start < length.toNanos()) {
      Thread.sleep(1000);
      rss = Math.max(rss, agent.figures().rssMib());
    }
    ProcessFigures last = agent.figures();
    double seconds = (System.nanoTime() - start) / 1e9;
    Metrics after = agent.metrics();
    double logged = after.of(LOGGED) - before.of(LOGGED);
    report
        .figure("tags-per-second", (after.of(OBSERVATIONS) - before.of(OBSERVATIONS)) / seconds)
        .figure("cpu-cores-used", (last.cpuSeconds() - first.cpuSeconds()) / seconds)
        .figure("rss-max-mib", rss)
        .figure("rss-peak-since-start-mib", last.peakRssMib())
        .figure("threads", last.threads())
        .figure("late-polls", after.of(MISSED) - before.of(MISSED))
        .figure("polls", devices * seconds * 1000 / interval.toMillis())
        .figure(
            "log-bytes-written-per-observation", (after.of(WRITTEN) - before.of(WRITTEN)) / logged)
        .figure(
            "process-bytes-written-per-observation",
            (last.writtenBytes() - first.writtenBytes()) / logged);
  }
}
