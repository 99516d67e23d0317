package org.fieldbeacon.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// 2,000 stations, all connected at once and each half way through a packet, in a process with 64
/// MB of heap. JT/T 808 and GB/T 26875.3 stand on the same connections.
@Timeout(240)
class StationFleetIT {
  private static final int STATIONS = 2000;
  private static final int HALF = 60;

  @Test
  void twoThousandStationsFitIn64Megabytes() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FleetChild.class.getName(),
                String.valueOf(STATIONS))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Socket> stations = new ArrayList<>();
    try (var told =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      int port = Integer.parseInt(told.readLine());
      for (int i = 0; i < STATIONS; i++) {
        stations.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      for (int i = 0; i < STATIONS; i++) {
        byte[] packet = Hj212Codec.frame(upload(FleetChild.mn(i), 0));
        byte[] begun = Arrays.copyOf(Hj212Codec.frame(upload(FleetChild.mn(i), 1)), HALF);
        stations.get(i).getOutputStream().write(packet);
        stations.get(i).getOutputStream().write(begun);
      }
      for (int i = 0; i < STATIONS; i++) {
        stations.get(i).setSoTimeout(60_000);
        var answer =
            new BufferedReader(
                new InputStreamReader(stations.get(i).getInputStream(), StandardCharsets.US_ASCII));
        String line = answer.readLine();
        assertTrue(line.contains("CN=9014") && line.contains("MN=" + FleetChild.mn(i)), line);
      }
      child.getOutputStream().write('?');
      child.getOutputStream().flush();
      String[] figures = told.readLine().split(" ", -1);
      assertEquals(STATIONS, Integer.parseInt(figures[0]));
      System.out.println(STATIONS + " stations: " + figures[1] + " MB of heap in use");
    } finally {
      for (Socket station : stations) {
        station.close();
      }
      child.getOutputStream().close();
      if (!child.waitFor(60, TimeUnit.SECONDS)) {
        child.destroyForcibly();
      }
    }
  }

  private static String upload(String mn, int second) {
    return ("QN=2026071408000%d000;ST=21;CN=2011;PW=123456;MN=%s;Flag=5;CP=&&DataTime=20260714080000"
            + ";w01018-Rtd=12.5,w01018-Flag=N&&")
        .formatted(second, mn);
  }
}
