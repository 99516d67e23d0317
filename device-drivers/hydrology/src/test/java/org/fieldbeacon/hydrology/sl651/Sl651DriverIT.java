package org.fieldbeacon.hydrology.sl651;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.OneByteAMinute;
import org.fieldbeacon.hydrology.code.Hex;
import org.fieldbeacon.observation.Observation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The driver as a centre, with stations on real sockets.
@Timeout(60)
class Sl651DriverIT {
  private static final String STATION = "0012345678";
  private static final String HEAD = "F1F1001234567848F0F02607140830";

  /// Bytes of a confirmation: 14 of the head, 8 of serial and time, 3 of the end.
  private static final int ANSWER = 25;

  @TempDir Path folder;
  private final BlockingQueue<Observation> seen = new ArrayBlockingQueue<>(1000);
  private final BlockingQueue<DeviceStatus> statuses = new ArrayBlockingQueue<>(1000);
  private volatile Instant now = Instant.parse("2026-07-14T00:30:10Z");
  private Sl651Driver driver = driver(free(), Map.of(), Map.of());
  private Thread thread = Thread.ofVirtual().unstarted(() -> {});
  private int port;

  @AfterEach
  void stop() throws InterruptedException {
    driver.close();
    thread.join(5000);
  }

  @Test
  void aReportBecomesObservationsAndIsConfirmed() throws Exception {
    start(Map.of(), Map.of());
    try (var gauge = connect()) {
      gauge.send(report(1, HEAD + "392300010490" + "452000000002" + "38121102"));
      Frame ack = gauge.answer();
      assertEquals(Control.EOT, ack.end());
      assertEquals(now, Body.read(ack, ack.body()).sentAt().orElseThrow());
    }
    Observation level = next();
    assertEquals("gauge/level", level.point().toString());
    assertEquals(10.49, level.value());
    assertEquals(Instant.parse("2026-07-14T00:30:00Z"), level.phenomenonTime());
    assertEquals(now, level.receivedTime());
    assertEquals(Duration.ofSeconds(40), level.timeUncertainty());
    assertEquals("sl651 stations station " + STATION, level.source());
    Observation battery = next();
    assertEquals("gauge/battery-low", battery.point().toString());
    assertEquals(1, battery.value());
    assertEquals(DeviceStatus.State.ONLINE, status().state());
  }

  @Test
  void aStationThatSendsAByteAMinuteHoldsNothingUpAndIsHungUpOn() throws Exception {
    OneByteAMinute.isCutOff(driver::connection, report(1, HEAD + "392300010490"));
  }

  @Test
  void aReportSentAgainIsConfirmedAgainAndCountsOnce() throws Exception {
    start(Map.of("answer", "esc"), Map.of());
    byte[] report = report(7, HEAD + "392300010490");
    for (int sending = 0; sending < 3; sending++) {
      try (var gauge = connect()) {
        gauge.send(report);
        assertEquals(Control.ESC, gauge.answer().end());
      }
    }
    assertEquals(10.49, next().value());
    assertEquals(2, driver.count(Centre.Trouble.REPEATED_REPORT));
    assertTrue(seen.isEmpty());
  }

  /// Table 36: the time of an hourly group is that of its first value; some makers send the last's.
  @Test
  void hourlyGroupsAreTimedFromTheirFirstValueOrFromTheirLast() throws Exception {
    String groups = HEAD + "F460" + "0102030405060708090A0BFF";
    start(Map.of(), Map.of());
    sendAndConfirm(report(1, groups));
    List<Observation> rain = take(12);
    assertEquals(0.1, rain.getFirst().value(), 1e-9);
    assertEquals(Instant.parse("2026-07-14T00:30:00Z"), rain.getFirst().phenomenonTime());
    assertEquals(Instant.parse("2026-07-14T01:25:00Z"), rain.getLast().phenomenonTime());
    assertTrue(rain.getLast().isMissing());
    stop();
    start(Map.of("hourly-time", "last"), Map.of());
    sendAndConfirm(report(1, groups));
    rain = take(12);
    assertEquals(Instant.parse("2026-07-13T23:35:00Z"), rain.getFirst().phenomenonTime());
    assertEquals(Instant.parse("2026-07-14T00:30:00Z"), rain.getLast().phenomenonTime());
  }

  @Test
  void aTestReportIsConfirmedAndNotStored() throws Exception {
    start(Map.of(), Map.of());
    String body = "0001260714083000" + HEAD + "392300010490";
    sendAndConfirm(Fixtures.report(STATION, Function.TEST, body));
    sendAndConfirm(report(2, HEAD + "392300020000"));
    assertEquals(20, next().value());
  }

  @Test
  void aPictureIsKeptWholeAndOnlyThenConfirmed() throws Exception {
    start(Map.of(), Map.of("picture-folder", folder.toString(), "picture-keep", 1));
    String jpeg = "FFD8" + "0102".repeat(700) + "FFD9";
    for (int shot = 1; shot <= 2; shot++) {
      String body = Hex.word(shot) + "260714083000" + HEAD + "F3F3" + jpeg;
      try (var gauge = connect()) {
        for (Frame packet : Fixtures.packets("01", STATION, "36", body, 4)) {
          gauge.send(Fixtures.bytes(packet));
        }
        Frame ack = gauge.answer();
        assertEquals(Control.EOT, ack.end());
        assertEquals(4, ack.packet().orElseThrow().number());
      }
      now = now.plusSeconds(60);
    }
    Path kept = folder.resolve("gauge").resolve("20260714T003110Z.jpg");
    try (var files = Files.list(folder.resolve("gauge"))) {
      assertEquals(List.of(kept), files.toList());
    }
    assertArrayEquals(HexFormat.of().parseHex(jpeg), Files.readAllBytes(kept));
  }

  @Test
  void noiseDamagedFramesAndUnknownStationsGetNoAnswerAndStopNothing() throws Exception {
    start(Map.of(), Map.of());
    try (var gauge = connect()) {
      gauge.send(new byte[] {0, 1, 2, 0x7E, 0x7E, 3});
      byte[] damaged = report(1, HEAD + "392300010490");
      damaged[30] ^= 1;
      gauge.send(damaged);
      gauge.send(Fixtures.report("9999999999", 0x32, "0001260714083000"));
      gauge.send(report(2, HEAD + "392300020000"));
      Frame ack = gauge.answer();
      assertEquals(2, Body.read(ack, ack.body()).serial().orElseThrow());
    }
    assertEquals(20, next().value());
    assertEquals(1, driver.count(Centre.Trouble.UNKNOWN_STATION));
    assertEquals(1, driver.count(Centre.Trouble.DAMAGED_FRAME));
  }

  @Test
  void connectionsBeyondTheLimitAreClosedAndNoiseIsCutOff() throws Exception {
    start(Map.of(), Map.of());
    try (var first = connect();
        var second = connect();
        var third = connect()) {
      assertTrue(third.isClosedByPeer());
      second.send(report(1, HEAD + "392300010490"));
      assertEquals(Control.EOT, second.answer().end());
      try {
        first.send(new byte[64 * 1024]);
        assertTrue(first.isClosedByPeer());
      } catch (IOException _) {
        // Closed while it was still sending: the same.
      }
    }
  }

  @Test
  void aTakenPortIsAStatusAndIsTriedAgain() throws Exception {
    try (var taken = new ServerSocket(0)) {
      port = taken.getLocalPort();
      driver = driver(port, Map.of(), Map.of());
      thread = Thread.ofVirtual().start(driver::run);
      DeviceStatus down = status();
      assertEquals(DeviceStatus.State.LINK_DOWN, down.state());
      assertTrue(down.detail().contains(":" + port), down.detail());
    }
    sendAndConfirm(report(1, HEAD + "392300010490"));
    assertEquals(DeviceStatus.State.ONLINE, status().state());
  }

  @Test
  void aSilentStationIsOffLine() throws Exception {
    start(Map.of(), Map.of("offline-after-min", 10));
    sendAndConfirm(report(1, HEAD + "392300010490"));
    assertEquals(DeviceStatus.State.ONLINE, status().state());
    now = now.plus(Duration.ofMinutes(11));
    assertEquals(DeviceStatus.State.OFFLINE, status().state());
  }

  @Test
  void aRecordingIsReadLikeALine() throws Exception {
    Path recording = folder.resolve("line.bin");
    Files.write(recording, report(1, HEAD + "392300010490"));
    driver =
        new Sl651Driver(
            new LinkConfig.Replay("line", recording, Duration.ofSeconds(1), Attributes.NONE),
            List.of(Fixtures.device("gauge", STATION)),
            context());
    thread = Thread.ofVirtual().start(driver::run);
    assertEquals(10.49, next().value());
  }

  /// Two stations on one radio net behind a serial server. A radio cuts what it carries anywhere.
  @Test
  void stationsOnASerialServerAreConfirmedOnTheLineThatTheyShare() throws Exception {
    String other = "0012345679";
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      driver =
          new Sl651Driver(
              new LinkConfig.Tcp(
                  "radio",
                  "127.0.0.1",
                  server.getLocalPort(),
                  Duration.ofSeconds(10),
                  Duration.ofSeconds(1),
                  Attributes.NONE),
              List.of(Fixtures.device("gauge", STATION), Fixtures.device("other", other)),
              context());
      thread = Thread.ofVirtual().start(driver::run);
      try (var gauge = new Gauge(server.accept())) {
        for (byte b : report(1, HEAD + "392300010490")) {
          gauge.send(new byte[] {b});
        }
        assertEquals(STATION, gauge.answer().station());
        gauge.send(
            Fixtures.report(
                other,
                Function.TIMED,
                "0001260714083000" + HEAD.replace(STATION, other) + "392300020000"));
        assertEquals(other, gauge.answer().station());
      }
    }
    assertEquals("gauge/level", next().point().toString());
    assertEquals("other/level", next().point().toString());
  }

  /// Through the serial port's own driver code, on a pseudo-terminal.
  @Test
  void aStationOnASerialLineIsConfirmedOnIt() throws Exception {
    try (var line = new PseudoTerminal()) {
      driver =
          new Sl651Driver(
              new LinkConfig.Serial(
                  "radio",
                  line.device(),
                  9600,
                  8,
                  LinkConfig.Serial.Parity.NONE,
                  1,
                  Duration.ofSeconds(1),
                  Attributes.NONE),
              List.of(Fixtures.device("gauge", STATION)),
              context());
      thread = Thread.ofVirtual().start(driver::run);
      byte[] report = report(1, HEAD + "392300010490");
      byte[] answer = new byte[0];
      long until = System.nanoTime() + Duration.ofSeconds(50).toNanos();
      // What was sent before the port was open may be lost.
      while (answer.length == 0 && System.nanoTime() < until) {
        line.write(report);
        answer = line.read(64, Duration.ofSeconds(2));
      }
      while (answer.length < ANSWER && System.nanoTime() < until) {
        byte[] more = line.read(ANSWER - answer.length, Duration.ofSeconds(2));
        int had = answer.length;
        answer = Arrays.copyOf(answer, had + more.length);
        System.arraycopy(more, 0, answer, had, more.length);
      }
      Frame ack = Fixtures.parse(HexFormat.of().formatHex(Arrays.copyOf(answer, ANSWER)));
      assertEquals(Control.EOT, ack.end());
      assertEquals(STATION, ack.station());
      driver.close();
    }
    assertEquals(10.49, next().value());
    assertTrue(seen.isEmpty());
  }

  private void start(Map<String, Object> address, Map<String, Object> settings) throws Exception {
    port = free();
    driver = driver(port, address, settings);
    thread = Thread.ofVirtual().start(driver::run);
  }

  private Sl651Driver driver(int port, Map<String, Object> address, Map<String, Object> settings) {
    var all = new java.util.HashMap<>(address);
    all.put("station", STATION);
    return new Sl651Driver(
        new LinkConfig.TcpListener(
            "stations",
            "127.0.0.1",
            port,
            2,
            Duration.ofSeconds(30),
            Duration.ofMillis(200),
            new Attributes(settings)),
        List.of(Fixtures.device("gauge", all)),
        context());
  }

  private DriverContext context() {
    return new DriverContext(() -> now, seen::add, statuses::add);
  }

  /// A port that was free a moment ago: the driver reports where it listens only in its log.
  private static int free() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void sendAndConfirm(byte[] report) throws Exception {
    try (var gauge = connect()) {
      gauge.send(report);
      assertEquals(Control.EOT, gauge.answer().end());
    }
  }

  private Gauge connect() throws Exception {
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

  private Observation next() throws InterruptedException {
    Observation observation = seen.poll(60, TimeUnit.SECONDS);
    assertTrue(observation != null, "no observation came");
    return observation;
  }

  private List<Observation> take(int count) throws InterruptedException {
    var all = new java.util.ArrayList<Observation>();
    for (int i = 0; i < count; i++) {
      all.add(next());
    }
    return all;
  }

  private DeviceStatus status() throws InterruptedException {
    DeviceStatus status = statuses.poll(60, TimeUnit.SECONDS);
    assertTrue(status != null, "no status came");
    return status;
  }

  private static byte[] report(int serial, String groups) {
    return Fixtures.report(STATION, Function.TIMED, Hex.word(serial) + "260714083000" + groups);
  }
}
