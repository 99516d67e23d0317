package org.fieldbeacon.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.agent.store.AlarmStore;
import org.fieldbeacon.agent.store.AlarmStoreSettings;
import org.fieldbeacon.agent.store.ObservationLog;
import org.fieldbeacon.agent.store.ObservationLogSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `bench pipeline`.
@Command(
    name = "pipeline",
    mixinStandardHelpOptions = true,
    description =
        "Observations per second through quality, store and hazard, durable: one thread drives the"
            + " gateway's own pipeline over its own stores and ends with a flush.")
final class PipelineBench implements Callable<Integer> {
  private static final double NANOS = 1e9;

  @Mixin private Common common = new Common();

  @Option(names = "--observations", description = "measured; default 3000000")
  private int observations = 3_000_000;

  @Option(names = "--warm-up", description = "before that; default 1000000")
  private int warmUp = 1_000_000;

  @Option(names = "--stations", description = "of 10 points each; default 100")
  private int stations = 100;

  @Option(
      names = "--commit-every",
      description =
          "observations in one commit, as a slow site makes them; default 0: what the clock brings")
  private int commitEvery = 0;

  @Option(names = "--seed", description = "of the values; default 1")
  private long seed = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return common.run(spec, this::measure);
  }

  private void measure(Scene scene, Report report) throws IOException, InterruptedException {
    report
        .parameter("observations", observations)
        .parameter("warm-up", warmUp)
        .parameter("points", stations * StationField.POINTS.size())
        .parameter("points-with-quality-tests", stations * StationField.POINTS.size())
        .parameter("rules", StationField.rules(stations))
        .parameter("observation-interval", "PT1S")
        .parameter("commit-every", commitEvery)
        .parameter("seed", seed);
    SiteConfig site = site(scene);
    long bytesBefore = ProcessFigures.of(ProcessHandle.current().pid()).writtenBytes();
    try (AlarmStore alarms =
            AlarmStore.open(AlarmStoreSettings.at(scene.dir().resolve("alarms.db")));
        ObservationLog log = open(site, scene.dir())) {
      run(
          new PipelineDriver(site, alarms, log, new StationField(stations, seed), commitEvery),
          log,
          report);
    }
    long bytes = ProcessFigures.of(ProcessHandle.current().pid()).writtenBytes() - bytesBefore;
    report
        .figure("bytes-written-per-observation", bytes / ((double) observations + warmUp))
        .atLeast("observations-per-second", 200_000)
        .atLeast("observations-per-core-second", 200_000)
        .atMost("bytes-written-per-observation", 16);
  }

  private SiteConfig site(Scene scene) throws IOException {
    StationField.writeSite(scene, stations);
    return switch (SiteFile.load(scene.dir().resolve("site.yaml"))) {
      case SiteFile.Loaded.Good(SiteConfig config) -> config;
      case SiteFile.Loaded.Bad(var problems) ->
          throw new IllegalArgumentException(problems.getFirst().text());
    };
  }

  private static ObservationLog open(SiteConfig site, Path dir) {
    return ObservationLog.open(
        ObservationLogSettings.at(dir.resolve("observations.db"))
            .withRingBytes(site.store().ringBytes())
            .withCommit(site.store().groupCommitInterval(), 60_000));
  }

  private void run(PipelineDriver driver, ObservationLog log, Report report) {
    driver.drive(warmUp);
    log.flush().join();
    Cpu before = Cpu.now();
    long committed = log.figures().observations();
    long logBytes = log.figures().bytesWritten();
    long payload = log.figures().payloadBytes();
    driver.drive(observations);
    double threadSeconds = Cpu.now().thread() - before.thread();
    log.flush().join();
    Cpu after = Cpu.now();
    double wall = after.wall() - before.wall();
    double cpu = after.process() - before.process();
    long durable = log.figures().observations() - committed;
    report
        .figure("seconds", wall)
        .figure("observations-per-second", observations / wall)
        .figure("cpu-cores-used", cpu / wall)
        .figure("observations-per-core-second", observations / cpu)
        .figure("pipeline-thread-us-per-observation", threadSeconds * 1e6 / observations)
        .figure("rows-committed", durable)
        .figure("alarm-changes", driver.alarmChanges())
        .figure("waits-for-disk", log.figures().waits())
        .figure("gc-collections", after.collections() - before.collections())
        .figure("gc-share-of-time", (after.collecting() - before.collecting()) / wall)
        .figure(
            "message-bytes-per-observation",
            (log.figures().payloadBytes() - payload) / (double) durable)
        .figure(
            "log-bytes-written-per-observation",
            (log.figures().bytesWritten() - logBytes) / (double) observations);
  }

  /// Seconds and counts so far.
  private record Cpu(
      double wall, double process, double thread, double collecting, long collections) {
    static Cpu now() {
      var system =
          Optional.of(ManagementFactory.getOperatingSystemMXBean())
              .filter(com.sun.management.OperatingSystemMXBean.class::isInstance)
              .map(com.sun.management.OperatingSystemMXBean.class::cast)
              .orElseThrow(
                  () -> new IllegalArgumentException("this JVM does not tell its CPU time"));
      var collectors = List.copyOf(ManagementFactory.getGarbageCollectorMXBeans());
      return new Cpu(
          System.nanoTime() / NANOS,
          system.getProcessCpuTime() / NANOS,
          ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / NANOS,
          collectors.stream().mapToLong(c -> c.getCollectionTime()).sum() / 1e3,
          collectors.stream().mapToLong(c -> c.getCollectionCount()).sum());
    }
  }
}
