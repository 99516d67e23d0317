package org.fieldbeacon.drone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.Python;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Against a vehicle that we did not write. Needs a Python with pymavlink, named by
/// FIELDBEACON_PYTHON or found as `python3`; without one the test says so and is skipped, except in
/// CI.
@Timeout(90)
class MavlinkPymavlinkIT {
  private static final String KEY =
      "af233753915694bc6d01a06b69e493630adf954eaf968fa9874b8b9cd028f4ac";
  private static final int ROUNDS = 20;
  private static final int MESSAGES = 10;

  @ParameterizedTest
  @CsvSource({"1,''", "2,''", "2," + KEY})
  void everythingThatAPymavlinkVehicleSaysIsRead(String version, String key) throws Exception {
    byte[] sent = sent(version, key);
    List<Good> good = new ArrayList<>();
    List<Bad> bad = new ArrayList<>();
    var signing =
        key.isEmpty()
            ? Optional.<Signing>empty()
            : Optional.of(new Signing(HexFormat.of().parseHex(key)));
    new MavlinkDecoder(signing)
        .decode(
            new ByteArrayInputStream(sent),
            frame -> {
              switch (frame) {
                case Good g -> good.add(g);
                case Bad b -> bad.add(b);
              }
            });
    assertEquals(List.of(), bad);
    assertEquals(ROUNDS * MESSAGES, good.size());
    Map<String, Reading> last = new TreeMap<>();
    good.forEach(g -> g.readings().forEach(r -> last.put(r.point(), r)));
    assertEquals(34.746611, value(last, "latitude"), 1e-9);
    assertEquals(153.2, value(last, "altitude"), 1e-9);
    assertEquals(22.74, value(last, "battery-voltage"), 1e-9);
    assertEquals(76, value(last, "battery-charge"));
    assertEquals(14, value(last, "gnss-satellites"));
    assertEquals(1, value(last, "armed"));
    assertEquals(ROUNDS - 1, value(last, "mission-item-reached"));
    assertEquals(Optional.of(Instant.parse("2026-07-14T00:00:19Z")), reading(last, "roll").time());
    Good text =
        good.stream().filter(g -> "STATUSTEXT".equals(g.fields().get("name"))).toList().getLast();
    assertTrue(String.valueOf(text.fields().get("fields")).contains("pymavlink round 19"));
    if (!key.isEmpty()) {
      assertTrue(
          good.stream()
              .allMatch(
                  g ->
                      g.fields().get("signature") instanceof Map<?, ?> s
                          && Boolean.TRUE.equals(s.get("verified"))));
    }
  }

  private static double value(Map<String, Reading> readings, String point) {
    return reading(readings, point).value();
  }

  private static Reading reading(Map<String, Reading> readings, String point) {
    return Optional.ofNullable(readings.get(point))
        .orElseThrow(() -> new AssertionError(point + " is not among " + readings.keySet()));
  }

  /// All that the vehicle says, from its own connection.
  private static byte[] sent(String version, String key) throws Exception {
    String python = Python.with("pymavlink", "pymavlink");
    var sent = new ByteArrayOutputStream();
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process vehicle =
          new ProcessBuilder(
                  python,
                  Path.of("src/test/python/pymavlink_vehicle.py").toAbsolutePath().toString(),
                  String.valueOf(server.getLocalPort()),
                  version,
                  key)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      server.setSoTimeout(60_000);
      try (Socket socket = server.accept()) {
        Thread reading = Thread.ofVirtual().start(() -> readAll(socket, sent));
        byte[] said = vehicle.getInputStream().readNBytes(4);
        assertEquals("sent", new String(said, StandardCharsets.US_ASCII));
        vehicle.getOutputStream().close();
        reading.join(java.time.Duration.ofSeconds(20));
      } finally {
        vehicle.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    }
    return sent.toByteArray();
  }

  private static void readAll(Socket socket, ByteArrayOutputStream into) {
    try {
      socket.getInputStream().transferTo(into);
    } catch (IOException _) {
      // The vehicle is gone.
    }
  }
}
