package org.fieldbeacon.hydrology.sl651;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// 2,000 stations, all connected at once and each half way through a long body, in a process with
/// 64 MB of heap.
@Timeout(120)
class StationFleetIT {
  private static final int STATIONS = 2000;

  @Test
  void twoThousandStationsFitIn64Megabytes() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Process child = child(port);
    List<Gauge> gauges = new ArrayList<>();
    try (var told =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (int i = 0; i < STATIONS; i++) {
        gauges.add(connect(port));
      }
      for (int i = 0; i < STATIONS; i++) {
        String station = "%010d".formatted(i);
        String body = "0001260714083000F1F1" + station + "48F0F02607140830" + "392300010490";
        gauges.get(i).send(Fixtures.report(station, Function.TIMED, body));
        gauges
            .get(i)
            .send(Fixtures.bytes(Fixtures.packets("01", station, "31", body, 3).getFirst()));
        byte[] begun = Fixtures.report(station, Function.TIMED, body);
        gauges.get(i).send(java.util.Arrays.copyOf(begun, 20));
      }
      for (Gauge gauge : gauges) {
        assertEquals(Control.EOT, gauge.answer().end());
      }
      child.getOutputStream().write('?');
      child.getOutputStream().flush();
      String[] figures = told.readLine().split(" ", -1);
      assertEquals(STATIONS, Integer.parseInt(figures[0]));
      System.out.println(STATIONS + " stations: " + figures[1] + " MB of heap in use");
    } finally {
      for (Gauge gauge : gauges) {
        gauge.close();
      }
      child.getOutputStream().close();
      assertTrue(child.waitFor(60, TimeUnit.SECONDS));
    }
  }

  private static Process child(int port) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            FleetChild.class.getName(),
            String.valueOf(port),
            String.valueOf(STATIONS))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static Gauge connect(int port) throws IOException {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      try {
        return new Gauge(port);
      } catch (IOException e) {
        if (System.nanoTime() > until) {
          throw e;
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }
}
