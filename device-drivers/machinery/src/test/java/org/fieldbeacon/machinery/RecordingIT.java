package org.fieldbeacon.machinery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.machinery.j1939.J1939DriverFactory;
import org.fieldbeacon.machinery.nmea.NmeaDriverFactory;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Recordings through the drivers: each reading is of the time that was recorded, not of the time
/// at which it is played.
@Timeout(240)
class RecordingIT {
  @TempDir private Path folder;

  @Test
  void aCandumpLogIsObservedAtItsOwnTimes() throws Exception {
    var observed =
        played(
            new J1939DriverFactory(),
            Map.of(),
            """
            (1518110000.250000) can0 0CF00400#F0FFA1161CFFFFFF
            (1518110000.260000) can0 18FEEE00#7CFFFFFFFFFFFFFF
            (1518110001.250000) can0 0CF00400#F0FFA1201CFFFFFF
            (0000000002.250000) can0 0CF00400#F0FFA1211CFFFFFF
            """,
            Map.of("engine-speed", Unit.REVOLUTION_PER_MINUTE));
    assertEquals(
        List.of(
            "898.75 2018-02-08T17:13:20.250Z",
            "900.0 2018-02-08T17:13:21.250Z",
            // Counted from the start of the recording: no time of day.
            "900.125 " + Listening.NOW),
        observed.get("engine-speed"));
  }

  @Test
  void anSlcanRecordingIsObserved() throws Exception {
    var observed =
        played(
            new J1939DriverFactory(),
            Map.of("framing", "slcan"),
            "\r\rt1230\rT0CF004008F0FFA1161CFFFFFF1A2B\rT0CF004008F0FFA1201CFFFFFF1A2C\r",
            Map.of("engine-speed", Unit.REVOLUTION_PER_MINUTE));
    assertEquals(
        List.of("898.75 " + Listening.NOW, "900.0 " + Listening.NOW), observed.get("engine-speed"));
  }

  @Test
  void anNmeaLogIsObservedAtItsOwnTimesAcrossMidnight() throws Exception {
    var observed =
        played(
            new NmeaDriverFactory(),
            Map.of(),
            """
            $GPRMC,235959.00,A,4807.038,N,01131.000,E,022.4,084.4,230326,003.1,W*41
            $GPGGA,235959.50,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*60
            $GPGGA,000000.50,4807.038,N,01131.000,E,1,08,0.9,545.6,M,46.9,M,,*63
            """,
            Map.of("altitude", Unit.METRE));
    assertEquals(
        List.of("545.4 2026-03-23T23:59:59.500Z", "545.6 2026-03-24T00:00:00.500Z"),
        observed.get("altitude"));
  }

  /// What was observed of each point by the end of the recording.
  private Map<String, List<String>> played(
      DriverFactory factory, Map<String, Object> words, String recording, Map<String, Unit> points)
      throws Exception {
    Path file = folder.resolve("recording");
    Files.writeString(file, recording);
    var link =
        new LinkConfig.Replay("recording", file, Duration.ofSeconds(1), new Attributes(words));
    try (var listening = new Listening(factory, link, Map.of(), points)) {
      Listening.await(
          () ->
              listening.statuses().stream()
                  .anyMatch(s -> s.state() == DeviceStatus.State.LINK_DOWN),
          "never came to its end");
      String point = points.keySet().iterator().next();
      assertEquals(0, listening.driver().badFrames());
      return Map.of(point, listening.of(point).stream().map(RecordingIT::shown).toList());
    }
  }

  private static String shown(Observation observation) {
    Instant time = observation.phenomenonTime();
    return observation.value() + " " + time;
  }
}
