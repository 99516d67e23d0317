package org.fieldbeacon.machinery.j1939;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.Python;
import org.fieldbeacon.driver.ReportingDriver;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An engine that we did not write: can-j1939 makes the messages, among them a DM1 in packets,
/// python-can's slcan passes them on and its candump writer writes them down. Needs a Python with
/// both and pyserial, named by FIELDBEACON_PYTHON or found as `python3`; without one the test says
/// so and is skipped, except in CI.
@Timeout(180)
class TractorPeerIT {
  private static final Instant NOW = Instant.parse("2026-07-14T09:00:00Z");

  @TempDir private Path folder;

  private final Map<String, Observation> seen = new ConcurrentHashMap<>();
  private final List<String> faults = new ArrayList<>();

  @Test
  void whatCanJ1939SaysIsHeardOverPythonCansSlcanAndReadFromItsLog() throws Exception {
    String python = Python.with("can, j1939, serial", "python-can, can-j1939 and pyserial");
    Path log = folder.resolve("tractor.log");
    var driver =
        (ReportingDriver)
            new J1939DriverFactory()
                .create(
                    link(),
                    List.of(engine()),
                    new DriverContext(() -> NOW, o -> seen.put(o.point().toString(), o), _ -> {}));
    Thread running = Thread.ofVirtual().start(driver::run);
    try {
      await(() -> driver.port() != 0);
      Process tractor =
          new ProcessBuilder(
                  python,
                  Path.of("src/test/python/tractor.py").toAbsolutePath().toString(),
                  String.valueOf(driver.port()),
                  log.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        assertEquals(
            "sent 5\n",
            new String(tractor.getInputStream().readNBytes(7), StandardCharsets.US_ASCII));
        await(
            () ->
                seen.containsKey("engine/active-faults")
                    && seen.containsKey("engine/engine-speed"));
      } finally {
        tractor.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
      }
    } finally {
      driver.close();
      assertTrue(running.join(Duration.ofSeconds(60)));
    }
    assertEquals(1650, value("engine/engine-speed"));
    assertEquals(3, value("engine/active-faults"));
    assertEquals(0, driver.badFrames());
    read(log);
    assertEquals(List.of("SPN 100 FMI 4", "SPN 110 FMI 0", "SPN 524020 FMI 31"), faults);
  }

  /// Each line as python-can's candump writer has it, with the direction behind.
  private void read(Path log) throws IOException {
    Map<String, Object> name = new TreeMap<>();
    try (var in = Files.newInputStream(log)) {
      new J1939Decoder()
          .decode(
              in,
              frame -> {
                switch (frame) {
                  case Bad bad -> throw new AssertionError(bad.toString());
                  case Good good -> note(good, name);
                }
              });
    }
    assertEquals(1_234_567L, name.get("identity"));
    assertEquals(666L, name.get("manufacturer"));
    assertEquals(2L, name.get("industry_group"));
  }

  private void note(Good good, Map<String, Object> name) {
    assertTrue(good.fields().containsKey("time"), good.fields().toString());
    if (good.fields().get("name") instanceof Map<?, ?> parts) {
      parts.forEach((key, value) -> name.put(String.valueOf(key), value));
    }
    if (good.fields().get("message") instanceof Map<?, ?> message
        && message.get("dtcs") instanceof List<?> codes) {
      for (Object code : codes) {
        if (code instanceof Map<?, ?> c) {
          faults.add("SPN " + c.get("spn") + " FMI " + c.get("fmi"));
        }
      }
    }
  }

  private double value(String point) {
    Observation observation = seen.get(point);
    assertNotNull(observation, seen.keySet().toString());
    return observation.value();
  }

  private static LinkConfig link() {
    return new LinkConfig.TcpListener(
        "bus",
        "127.0.0.1",
        0,
        2,
        Duration.ofMinutes(5),
        Duration.ofSeconds(1),
        new Attributes(Map.of("framing", "slcan")));
  }

  private static Device engine() {
    var title = new Text("", "");
    return new Device(
        "engine",
        title,
        new DeviceProfile(
            "p",
            title,
            "j1939",
            Attributes.NONE,
            List.of(
                point("engine-speed", Unit.REVOLUTION_PER_MINUTE),
                point("active-faults", Unit.ONE))),
        new Attributes(Map.of("source", 0)),
        Duration.ZERO,
        Optional.empty());
  }

  private static PointProfile point(String name, Unit unit) {
    return new PointProfile(
        name,
        new Text("", ""),
        name,
        unit,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        PointProfile.Access.READ,
        Attributes.NONE);
  }

  private static void await(java.util.function.BooleanSupplier done) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!done.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "never came to it");
      Thread.sleep(Duration.ofMillis(10));
    }
  }
}
