package org.fieldbeacon.machinery.nmea;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.machinery.Listening;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A receiver that `gpsfake` plays from a log into a real `gpsd`, which hands its sentences on.
/// Needs gpsfake (Debian: gpsd, gpsd-clients); without it the test says so and is skipped, except
/// in CI.
@Timeout(240)
class GpsfakePeerIT {
  private static final Instant START = Instant.parse("2026-07-14T08:00:00Z");
  private static final int FIXES = 40;

  @TempDir private Path folder;

  @Test
  void sentencesThatGpsdHandsOnAreObservedWithTheirOwnTimes() throws Exception {
    if (!Files.isExecutable(Path.of("/usr/bin/gpsfake"))) {
      String why = "skipped: no gpsfake (Debian: gpsd, gpsd-clients)";
      assertTrue(!"true".equals(System.getenv("CI")), why + ", and CI may not skip it");
      abort(why);
    }
    Path log = folder.resolve("field.nmea");
    Files.writeString(log, log());
    int port = freePort();
    Process gpsfake =
        new ProcessBuilder(
                "/usr/bin/gpsfake", "-q", "-c", "0.02", "-P", String.valueOf(port), log.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("gpsfake.log").toFile())
            .start();
    try (var listening =
        new Listening(
            new NmeaDriverFactory(),
            link(port),
            Map.of("talker", "GP"),
            Map.of("latitude", Unit.DEGREE, "altitude", Unit.METRE))) {
      Listening.await(
          () -> dated(listening).size() >= FIXES && listening.of("latitude").size() >= FIXES,
          "heard only " + listening.of("altitude").size() + ", statuses " + listening.statuses());
      for (Observation fix : dated(listening)) {
        long second = Duration.between(START, fix.phenomenonTime()).toSeconds();
        assertTrue(second >= 0 && second < FIXES, fix.toString());
        assertEquals(308.4 + second / 10.0, fix.value(), 1e-9);
      }
      assertEquals(41.580621667, listening.of("latitude").getFirst().value(), 1e-8);
      assertEquals(DeviceStatus.State.ONLINE, listening.statuses().getLast().state());
      assertEquals(0, listening.driver().badFrames());
    } finally {
      gpsfake.destroy();
      if (!gpsfake.waitFor(60, TimeUnit.SECONDS)) {
        gpsfake.destroyForcibly();
      }
    }
  }

  /// Without those that came before the first sentence with a date.
  private static List<Observation> dated(Listening listening) {
    return listening.of("altitude").stream()
        .filter(fix -> !fix.phenomenonTime().equals(Listening.NOW))
        .toList();
  }

  /// A second apart, a decimetre higher each.
  private static String log() {
    var text = new StringBuilder();
    for (int second = 0; second < FIXES; second++) {
      String time = "0800%02d.00".formatted(second);
      String place = "4134.8373,N,08453.4339,W";
      text.append(sentence("GPRMC," + time + ",A," + place + ",004.3,359.5,140726,,,A"));
      text.append(
          sentence(
              "GPGGA,%s,%s,2,08,0.9,%.1f,M,-33.9,M,,"
                  .formatted(time, place, 308.4 + second / 10.0)));
    }
    return text.toString();
  }

  private static String sentence(String inside) {
    int xor = 0;
    for (int i = 0; i < inside.length(); i++) {
      xor ^= inside.charAt(i);
    }
    return "$%s*%02X\r\n".formatted(inside, xor);
  }

  private static LinkConfig link(int port) {
    return new LinkConfig.Tcp(
        "gpsd",
        "127.0.0.1",
        port,
        Duration.ofSeconds(10),
        Duration.ofSeconds(1),
        new Attributes(Map.of("framing", "gpsd")));
  }

  /// gpsd takes no port 0.
  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
