package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.fieldbeacon.agent.clock.FakeMachine;
import org.fieldbeacon.agent.clock.FakeTimeServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A gateway without a site learns where and when it is.
@Timeout(240)
class FirstStartIT {
  /// Satellites in view, then date, time and place, as a receiver says them every second.
  private static final String[] SENTENCES = {
    "GPGSV,1,1,01,21,38,201,41",
    "GPRMC,035500.00,A,3434.8000,N,11400.6000,E,0.0,0.0,140726,,,A",
    "GPGGA,035500.00,3434.8000,N,11400.6000,E,1,09,1.1,88.0,M,-15.0,M,,"
  };

  @TempDir Path folder;

  private static JsonObject site(String datum) {
    return new JsonObject()
        .put("id", "gw-1")
        .put("zh", "网关")
        .put("en", "Gateway")
        .put("latitudeDeg", 39.91640428150164)
        .put("longitudeDeg", 116.41024449916938)
        .put("datum", datum)
        .put("adcode", "110101")
        .put("exercise", true);
  }

  @Test
  void aPlaceFromAChineseMapIsConvertedAndTheAnswerSaysSo() throws Exception {
    try (var console = new RunningConsole(folder.resolve("site.yaml"));
        var user = new ConsoleUser(console)) {
      JsonObject made = user.send("POST", "/setup/site", site("gcj02"), 200);
      assertTrue(made.getBoolean("converted"));
      JsonObject gateway = user.get("/state").getJsonObject("gateway");
      assertEquals(39.915, gateway.getDouble("latitudeDeg"), 2e-6);
      assertEquals(116.404, gateway.getDouble("longitudeDeg"), 2e-6);
    }
  }

  @Test
  void aPlaceInWgs84StaysAsItIs() throws Exception {
    try (var console = new RunningConsole(folder.resolve("site.yaml"));
        var user = new ConsoleUser(console)) {
      assertFalse(user.send("POST", "/setup/site", site("cgcs2000"), 200).getBoolean("converted"));
      JsonObject gateway = user.get("/state").getJsonObject("gateway");
      assertEquals(39.916404, gateway.getDouble("latitudeDeg"));
    }
  }

  @Test
  void theClockIsComparedWithAServerAndAReceiverWhichAlsoSaysWhere() throws Exception {
    try (var server = new FakeTimeServer(Instant.now().plusSeconds(3_600), 0x24, 1);
        var receiver = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var gpsd = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var console = new RunningConsole(folder.resolve("site.yaml"));
        var user = new ConsoleUser(console)) {
      assertFalse(user.get("/clock").getJsonObject("detail").getString("zh").isEmpty());
      JsonObject seen =
          user.send(
              "POST",
              "/clock/compare",
              new JsonObject().put("server", "127.0.0.1").put("port", server.port()),
              200);
      assertEquals(3_600, seen.getDouble("offsetSeconds"), 120, "as slow as the machine may be");
      Thread.ofVirtual().start(() -> speak(receiver, false));
      Thread.ofVirtual().start(() -> speak(gpsd, true));
      JsonObject shared =
          user.send(
              "POST",
              "/clock/receiver",
              new JsonObject().put("target", "tcp://127.0.0.1:" + gpsd.getLocalPort()),
              200);
      assertEquals(34.58, shared.getDouble("latitudeDeg"), 1e-9, "through gpsd, which is asked");
      JsonObject fix =
          user.send(
              "POST",
              "/clock/receiver",
              new JsonObject().put("target", "tcp://127.0.0.1:" + receiver.getLocalPort()),
              200);
      assertEquals(34.58, fix.getDouble("latitudeDeg"), 1e-9);
      assertEquals(114.01, fix.getDouble("longitudeDeg"), 1e-9);
      assertEquals(9, fix.getDouble("satellites"));
      assertTrue(fix.containsKey("offsetSeconds"), fix.encode());
      user.send(
          "POST",
          "/clock/receiver",
          new JsonObject().put("target", "serial:/dev/../etc/passwd"),
          400);
    }
  }

  @Test
  void aReceiverKeepsTheClockFromTheFirstStartOn() throws Exception {
    var machine = FakeMachine.of1970();
    try (var gpsd = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var console = new RunningConsole(folder.resolve("site.yaml"), machine);
        var user = new ConsoleUser(console)) {
      Thread.ofVirtual().start(() -> speak(gpsd, true));
      String target = "tcp://127.0.0.1:" + gpsd.getLocalPort();
      user.send("POST", "/setup/site", site("wgs84").put("receiver", target), 200);
      assertEquals(
          new JsonObject().put("receiver", target),
          user.get("/config").getJsonObject("tree").getJsonObject("clock"));
      JsonObject clock = user.get("/clock");
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!clock.getString("source").equals("gnss") && System.nanoTime() < end) {
        LockSupport.parkNanos(50_000_000);
        clock = user.get("/clock");
      }
      assertEquals("gnss", clock.getString("source"), clock.encode());
      assertEquals("following", clock.getJsonObject("following").getString("doing"));
      assertEquals("9 satellites", clock.getJsonObject("following").getString("detail"));
      Duration since = Duration.between(Instant.parse("2026-07-14T03:55:00Z"), machine.instant());
      assertTrue(
          since.compareTo(Duration.ofSeconds(-1)) > 0 && since.toSeconds() < 120, since.toString());
    }
  }

  @Test
  void aTimeSourceThatIsNoneIsRefusedBesideItsField() throws Exception {
    try (var console = new RunningConsole(folder.resolve("site.yaml"));
        var user = new ConsoleUser(console)) {
      for (var wrong :
          Map.of(
                  "timeServers", List.of("", "ntp.example:0", "a b c d e", "a  b", "[::1", "a/b"),
                  "receiver", List.of("", "/dev/ttyUSB0", "serial:/etc/passwd", "tcp://10.0.0.1"))
              .entrySet()) {
        for (String text : wrong.getValue()) {
          JsonObject refused =
              user.send("POST", "/setup/site", site("wgs84").put(wrong.getKey(), text), 400);
          assertTrue(refused.encode().contains("\"" + wrong.getKey() + "\""), refused.encode());
        }
      }
      user.send("POST", "/setup/site", site("wgs84").put("timeServers", "::1 [::1]:11"), 200);
      assertEquals(
          "[\"::1\",\"[::1]:11\"]",
          user.get("/config")
              .getJsonObject("tree")
              .getJsonObject("clock")
              .getJsonArray("time-servers")
              .encode());
    }
  }

  /// @param isGpsd whether it says who it is, and waits to be asked for more
  private static void speak(ServerSocket receiver, boolean isGpsd) {
    try (Socket line = receiver.accept()) {
      if (isGpsd) {
        line.getOutputStream()
            .write(
                "{\"class\":\"VERSION\",\"proto_major\":3}\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        var asked =
            new BufferedReader(
                new InputStreamReader(line.getInputStream(), StandardCharsets.US_ASCII));
        if (!String.valueOf(asked.readLine()).startsWith("?WATCH={\"enable\":true,\"nmea\":true")) {
          return;
        }
      }
      while (true) {
        for (String sentence : SENTENCES) {
          int sum = 0;
          for (byte b : sentence.getBytes(StandardCharsets.US_ASCII)) {
            sum ^= b;
          }
          String whole = "$%s*%02X\r\n".formatted(sentence, sum);
          line.getOutputStream().write(whole.getBytes(StandardCharsets.US_ASCII));
        }
        LockSupport.parkNanos(200_000_000L);
      }
    } catch (IOException _) {
      // The other end has heard enough.
    }
  }
}
