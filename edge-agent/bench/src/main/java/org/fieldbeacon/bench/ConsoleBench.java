package org.fieldbeacon.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `bench console`.
@Command(
    name = "console",
    mixinStandardHelpOptions = true,
    description =
        "What open consoles cost the pipeline: time from a register's change to the relay's coil,"
            + " as in `bench latency`, with nobody looking and with many consoles open. Each round"
            + " has both, one right after the other, and the next round the other way about; the"
            + " ratio is the median of the rounds', so that one slow moment of the machine does"
            + " not decide.")
final class ConsoleBench implements Callable<Integer> {
  private static final Duration SETTLE = Duration.ofSeconds(5);
  private static final int WARM_UP = 200;
  private static final double TAIL = 99.9;

  @Mixin private Common common = new Common();

  @Option(names = "--changes", description = "in each part of each round; default 1000")
  private int changes = 1_000;

  @Option(names = "--rounds", description = "default 6")
  private int rounds = 6;

  @Option(names = "--consoles", description = "open at once; default 20")
  private int consoles = 20;

  @Option(
      names = "--streams",
      description =
          "instead of consoles: so many event streams of one session from many addresses, far"
              + " more than are served; those refused hold their connections and try again after"
              + " 30 s. Default 0")
  private int streams;

  @Option(names = "--gauges", description = "1..8, each with a relay; default 4")
  private int gauges = 4;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return common.run(spec, this::measure);
  }

  private void measure(Scene scene, Report report) throws IOException, InterruptedException {
    if (gauges < 1 || gauges > RelayBoard.COILS || changes < gauges || rounds < 1 || streams < 0) {
      throw new IllegalArgumentException(
          ("got %d changes on %d gauges in %d rounds beside %d streams, wanted 1..8 gauges, a"
                  + " change for each, and streams or none")
              .formatted(changes, gauges, rounds, streams));
    }
    report
        .parameter("changes", changes)
        .parameter("rounds", rounds)
        .parameter("consoles", streams > 0 ? 0 : consoles)
        .parameter("streams", streams)
        .parameter("gauges", gauges);
    List<Gauge> all = new ArrayList<>();
    try (var board = new RelayBoard()) {
      for (int i = 0; i < gauges; i++) {
        all.add(new Gauge());
      }
      Path site = LatencyBench.writeSite(scene, all, board, new SiteText("PT10S"));
      try (Agent agent = Agent.startWithConsole(scene, site, OneMapChild.freePort())) {
        agent.awaitOnline(gauges + 1);
        Thread.sleep(SETTLE);
        rounds(agent, all, board, report);
      }
    } finally {
      all.forEach(Gauge::close);
    }
    report
        .figure(
            "pooled-p99.9-ratio",
            report.figure("consoles-p99.9-ms") / report.figure("alone-p99.9-ms"))
        .atMost("consoles-to-alone-p99.9-ratio", 1.1)
        .atMost("consoles-p99.9-ms", 200)
        .atMost("consoles-lost", 0);
  }

  private Listeners listeners(OpenConsoles.Key key) throws IOException, InterruptedException {
    return streams > 0 ? Crowd.open(key, streams) : OpenConsoles.open(key, consoles);
  }

  private void rounds(Agent agent, List<Gauge> all, RelayBoard board, Report report)
      throws IOException, InterruptedException {
    var alone = new LatencyBench.Sample();
    var watched = new LatencyBench.Sample();
    long events = 0;
    OpenConsoles.Key key = OpenConsoles.enter(agent.console());
    new LatencyBench.Sample().add(all, board, WARM_UP, 0);
    double[] ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      var nobody = new LatencyBench.Sample();
      var many = new LatencyBench.Sample();
      boolean isAloneFirst = round % 2 == 0;
      if (isAloneFirst) {
        nobody.add(all, board, changes, 2L * round + 1);
      }
      try (Listeners open = listeners(key)) {
        Thread.sleep(SETTLE);
        many.add(all, board, changes, 2L * round + 2);
        events += open.events();
        if (open instanceof Crowd crowd) {
          crowd.into(report);
        }
      }
      if (!isAloneFirst) {
        Thread.sleep(SETTLE);
        nobody.add(all, board, changes, 2L * round + 1);
      }
      ratios[round] = many.at(TAIL) / nobody.at(TAIL);
      alone.addAll(nobody);
      watched.addAll(many);
    }
    alone.into(report, "alone");
    watched.into(report, "consoles");
    report
        .figure("events-read", events)
        .figure("consoles-to-alone-p99.9-ratio", new Percentiles(ratios).at(50))
        .figure("worst-round-ratio", new Percentiles(ratios).greatest());
  }
}
