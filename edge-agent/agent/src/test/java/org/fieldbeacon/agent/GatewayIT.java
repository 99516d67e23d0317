package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.fieldbeacon.agent.clock.FakeMachine;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.agent.config.StoreConfig;
import org.fieldbeacon.agent.config.UplinkConfig;
import org.fieldbeacon.agent.health.HealthReport;
import org.fieldbeacon.agent.health.HealthReport.Check;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every shipped site as a running gateway, its field and its broker absent.
class GatewayIT {
  private static final Path SITES = Path.of("../../firmware-configs/sites");

  @TempDir Path folder;

  static Stream<Path> sites() throws IOException {
    try (Stream<Path> folders = Files.list(SITES)) {
      return folders.map(f -> f.resolve("site.yaml")).sorted().toList().stream();
    }
  }

  private static List<HealthReport.State> saysOf(String name, HealthReport report) {
    return report.checks().stream()
        .filter(c -> c.name().equals(name))
        .map(HealthReport.Check::state)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("sites")
  void everyShippedSiteRunsAndSaysWhatIsAbsent(Path file) throws Exception {
    SiteConfig site =
        assertInstanceOf(SiteFile.Loaded.Good.class, SiteFile.load(file), file.toString()).config();
    var machine = new FakeMachine(Instant.now(), System::nanoTime);
    var time = new GatewayTime(Optional.empty(), machine, () -> false, machine);
    try (var gateway = new Gateway(here(site), (_, _, _, _, _) -> {}, machine, time)) {
      gateway.start();
      var health = new GatewayHealth(gateway);
      awaitBeat(gateway);
      HealthReport report = health.report();
      assertEquals(List.of(), failed(report), "an absent field is no failure of the gateway");
      assertEquals(0, gateway.bugs());
      assertEquals(List.of(HealthReport.State.DEGRADED), saysOf("clock", report));
      machine.isSynchronized = true;
      assertEquals(List.of(), saysOf("clock", health.report()));
      assertEquals(
          site.rules().isEmpty() ? List.of(HealthReport.State.DEGRADED) : List.of(),
          saysOf("rules", report),
          "a gateway that watches nothing is not well");
      for (var device : site.devices()) {
        String name = "device " + device.device().name();
        assertTrue(report.checks().stream().anyMatch(c -> c.name().equals(name)), name);
      }
      String metrics = health.metrics().scrape();
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!metrics.contains("fieldbeacon_queue_depth 0.0") && System.nanoTime() < end) {
        LockSupport.parkNanos(1_000_000); // Readings may be on their way just now.
        metrics = health.metrics().scrape();
      }
      assertTrue(metrics.contains("fieldbeacon_queue_depth 0.0"), metrics);
      assertTrue(metrics.contains("fieldbeacon_dropped_total{reason="), metrics);
    }
  }

  private static List<Check> failed(HealthReport report) {
    return report.checks().stream().filter(c -> c.state() == HealthReport.State.FAILED).toList();
  }

  /// Until the pipeline's thread has begun to judge, and has taken what came meanwhile.
  private static void awaitBeat(Gateway gateway) throws InterruptedException {
    var begun = new CountDownLatch(1);
    gateway.executor().execute(begun::countDown);
    assertTrue(begun.await(60, TimeUnit.SECONDS), "the pipeline has not begun");
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while ((gateway.outputs().size() < gateway.site().outputs().size()
            || gateway.queue().depth() > 0)
        && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private SiteConfig here(SiteConfig site) {
    return new SiteConfig(
        site.schemaVersion(),
        site.gateway(),
        site.links(),
        site.devices(),
        site.quality(),
        site.rules(),
        site.outputs(),
        new StoreConfig(
            folder,
            StoreConfig.DEFAULT_RING_BYTES,
            StoreConfig.DEFAULT_GROUP_COMMIT_INTERVAL,
            OptionalDouble.empty()),
        site.uplink().map(GatewayIT::withoutKey),
        site.health());
  }

  private static UplinkConfig withoutKey(UplinkConfig uplink) {
    return new UplinkConfig(
        uplink.broker(),
        uplink.receipts(),
        Optional.empty(),
        uplink.user(),
        uplink.passwordFile(),
        uplink.trust());
  }
}
