package org.fieldbeacon.hydrology.szy206;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.OneByteAMinute;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.hydrology.code.Crc8;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The driver as a centre, with a terminal on a real socket.
@Timeout(60)
class Szy206DriverIT {
  private static final Text TITLE = new Text("站", "terminal");
  private static final Instant NOW = Instant.parse("2026-07-14T00:30:05Z");
  private static final String LABEL = "00300814072600";

  private final BlockingQueue<Observation> seen = new ArrayBlockingQueue<>(100);
  private final int port = free();
  private final Szy206Driver driver =
      new Szy206Driver(
          new LinkConfig.TcpListener(
              "terminals",
              "127.0.0.1",
              port,
              5,
              Duration.ofSeconds(30),
              Duration.ofMillis(200),
              Attributes.NONE),
          List.of(device()),
          new DriverContext(() -> NOW, seen::add, _ -> {}));

  @BeforeEach
  void start() {
    Thread.ofVirtual().start(driver::run);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void aReportIsTakenOnceAndConfirmedEachTimeWithTheClock() throws Exception {
    String values = "67452301" + "00000000" + LABEL;
    assertEquals(
        frame("30" + "4101050100" + "C0" + "00" + "05300814072600"),
        ask(frame("B2" + "4101050100" + "C0" + values)));
    assertEquals(
        frame("20" + "4101050100" + "C0" + "00" + "05300814072600"),
        ask(frame("A2" + "4101050100" + "C0" + values)));
    Observation level = next();
    assertEquals("terminal/level", level.point().toString());
    assertEquals(1234.567, level.value());
    assertEquals(Instant.parse("2026-07-14T00:30:00Z"), level.phenomenonTime());
    assertTrue(seen.isEmpty());
    assertEquals(1, driver.repeated());
  }

  @Test
  void aStationThatSendsAByteAMinuteHoldsNothingUpAndIsHungUpOn() throws Exception {
    String report = frame("B2" + "4101050100" + "C0" + "67452301" + "00000000" + LABEL);
    OneByteAMinute.isCutOff(driver::connection, HexFormat.of().parseHex(report));
  }

  /// Older terminals leave out month and year.
  @Test
  void aShortLabelIsCompletedAndAnsweredShort() throws Exception {
    assertEquals(
        frame("30" + "4101050100" + "C0" + "00" + "0530081400"),
        ask(frame("B2" + "4101050100" + "C0" + "67452301" + "00000000" + "0045231300")));
    assertEquals(Instant.parse("2026-07-13T15:45:00Z"), next().phenomenonTime());
  }

  @Test
  void equalReportsWithoutALabelAreTwoWhenBothAreFirstAttempts() throws Exception {
    String report = frame("B2" + "4101050100" + "C0" + "67452301" + "00000000");
    ask(report);
    ask(report);
    assertEquals(NOW, next().phenomenonTime());
    next();
    assertEquals(0, driver.repeated());
  }

  @Test
  void aLinkTestIsAnsweredAndNoiseAndStrangersAreNot() throws Exception {
    String stranger = frame("B2" + "9999999999" + "C0" + "67452301" + "00000000");
    String test = frame("B0" + "4101050100" + "02" + "F2");
    assertEquals(frame("30" + "4101050100" + "02" + "F2"), ask("0068FF68" + stranger + test));
    assertTrue(seen.isEmpty());
  }

  private String ask(String hex) throws IOException {
    try (Socket line = connect()) {
      line.setSoTimeout(60_000);
      line.getOutputStream().write(HexFormat.of().parseHex(hex));
      byte[] head = line.getInputStream().readNBytes(3);
      assertEquals(3, head.length, "an answer");
      byte[] rest = line.getInputStream().readNBytes((head[1] & 0xFF) + 2);
      return HexFormat.of().withUpperCase().formatHex(head)
          + HexFormat.of().withUpperCase().formatHex(rest);
    }
  }

  private Socket connect() throws IOException {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      try {
        return new Socket(InetAddress.getLoopbackAddress(), port);
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

  private static Device device() {
    var level =
        new PointProfile(
            "level",
            TITLE,
            "water-level",
            Unit.METRE,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            PointProfile.Access.READ,
            new Attributes(Map.of("value", "water-level")));
    var profile = new DeviceProfile("terminal", TITLE, "szy206", Attributes.NONE, List.of(level));
    return new Device(
        "terminal",
        TITLE,
        profile,
        new Attributes(Map.of("station", "4101050100")),
        Duration.ofMinutes(5),
        Optional.empty());
  }

  private static String frame(String userData) {
    byte[] bytes = HexFormat.of().parseHex(userData);
    return "68%02X68%s%02X16".formatted(bytes.length, userData, Crc8.of(bytes, 0, bytes.length));
  }

  private static int free() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
