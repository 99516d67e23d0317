package org.fieldbeacon.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every driver of devices that connect and report by themselves must keep: a driver's test
/// extends this and says what its device sends.
@Timeout(60)
public abstract class ReportingDriverContract {
  private static final Instant NOW = Instant.parse("2026-07-14T09:00:00Z");
  private static final int MOST_CONNECTIONS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final BlockingQueue<Observation> seen = new LinkedBlockingQueue<>();
  private final List<DeviceStatus> statuses = new CopyOnWriteArrayList<>();
  private ReportingDriver driver;
  private Thread running;

  protected abstract DriverFactory factory();

  /// A report of a device, whole.
  protected abstract byte[] report();

  /// The address words of the device that sends it.
  protected abstract Map<String, Object> address();

  /// A reading in that report, its value and unit.
  protected abstract String reading();

  protected abstract double value();

  protected abstract Unit unit();

  /// What the driver must answer; empty when the protocol has no answers.
  protected abstract Optional<byte[]> answer();

  @BeforeEach
  void listen() {
    var device = device(address());
    assertEquals(List.of(), factory().check(device.profile()));
    assertEquals(List.of(), factory().check(device, link()));
    driver = driverFor(device);
    running = Thread.ofVirtual().start(driver::run);
  }

  @AfterEach
  void stop() throws InterruptedException {
    driver.close();
    driver.close();
    assertTrue(running.join(Duration.ofSeconds(2)), "run still blocked 2 s after close");
  }

  @Test
  void aReportIsHandedOnAndAnswered() throws Exception {
    try (Socket device = connect()) {
      send(device, report());
      assertReported();
      assertAnswered(device);
    }
    assertEquals(DeviceStatus.State.ONLINE, statuses.getLast().state());
  }

  @Test
  void aReportByteByByteIsTheSame() throws Exception {
    try (Socket device = connect()) {
      for (byte b : report()) {
        send(device, new byte[] {b});
      }
      assertReported();
      assertAnswered(device);
    }
  }

  @Test
  void garbageAheadOfAReportIsSteppedOver() throws Exception {
    var random = new Random(20260714);
    for (int round = 0; round < 5; round++) {
      try (Socket device = connect()) {
        byte[] garbage = new byte[1 + random.nextInt(200)];
        random.nextBytes(garbage);
        send(device, garbage);
        // A pause tells that what has begun will not end.
        assertNull(seen.poll(150, TimeUnit.MILLISECONDS));
        send(device, report());
        assertReported();
      }
    }
  }

  @Test
  void aConnectionLostInTheMiddleOfAReportGivesNothingAndTheNextIsRead() throws Exception {
    byte[] report = report();
    for (int length = 1; length < report.length - 2; length += 1 + report.length / 12) {
      try (Socket device = connect()) {
        send(device, Arrays.copyOf(report, length));
      }
    }
    assertNull(seen.poll(150, TimeUnit.MILLISECONDS));
    assertReportedOnceAPlaceIsFree();
  }

  @Test
  void aDeviceThatTheSiteDoesNotHaveIsNotHandedOn() throws Exception {
    driver.close();
    var other = driverFor(device(otherAddress()));
    Thread thread = Thread.ofVirtual().start(other::run);
    try (Socket device = connect(other)) {
      send(device, report());
      assertNull(seen.poll(300, TimeUnit.MILLISECONDS));
    } finally {
      other.close();
      assertTrue(thread.join(Duration.ofSeconds(2)));
    }
  }

  @Test
  void moreConnectionsThanAllowedAreRefusedAndPlacesBecomeFreeAgain() throws Exception {
    try (Socket _ = connect();
        Socket _ = connect();
        Socket _ = connect()) {
      try (Socket refused = connect()) {
        refused.setSoTimeout(60_000);
        assertEquals(-1, refused.getInputStream().read());
      } catch (IOException e) {
        assertNotNull(e.getMessage()); // reset instead of closed
      }
    }
    assertReportedOnceAPlaceIsFree();
  }

  @Test
  void aSilentConnectionIsClosed() throws Exception {
    try (Socket device = connect()) {
      device.setSoTimeout(60_000);
      // Some lines are spoken to first.
      device.getInputStream().readAllBytes();
    }
  }

  @Test
  void aProfileWithAReadingThatThereIsNotIsNamed() {
    var profile =
        new DeviceProfile(
            "p",
            new Text("", ""),
            factory().protocol(),
            Attributes.NONE,
            List.of(point("no-such-reading", Map.of(), unit())));
    assertEquals(1, factory().check(profile).size());
    var wrongUnit =
        new DeviceProfile(
            "p",
            new Text("", ""),
            factory().protocol(),
            Attributes.NONE,
            List.of(point("x", Map.of("reading", reading()), Unit.LUX)));
    assertEquals(1, factory().check(wrongUnit).size());
  }

  @Test
  void wordsThatNobodyKnowsAreNamed() {
    var device = device(Map.of("no-such-word", 1));
    assertFalse(factory().check(device, link()).isEmpty());
  }

  /// An address of the same form that no device here has.
  protected abstract Map<String, Object> otherAddress();

  private ReportingDriver driverFor(Device device) {
    var context = new DriverContext(() -> NOW, seen::add, statuses::add);
    return (ReportingDriver) factory().create(link(), List.of(device), context);
  }

  /// Words of the link, where the protocol wants some.
  protected Map<String, Object> linkWords() {
    return Map.of();
  }

  private LinkConfig link() {
    return new LinkConfig.TcpListener(
        "reports",
        "127.0.0.1",
        0,
        MOST_CONNECTIONS,
        Duration.ofMillis(1500),
        Duration.ofMillis(100),
        new Attributes(linkWords()));
  }

  private Device device(Map<String, Object> address) {
    var profile =
        new DeviceProfile(
            "p",
            new Text("", ""),
            factory().protocol(),
            Attributes.NONE,
            List.of(point("value", Map.of("reading", reading()), unit())));
    return new Device(
        "station",
        new Text("", ""),
        profile,
        new Attributes(address),
        Duration.ZERO,
        Optional.empty());
  }

  private static PointProfile point(String name, Map<String, Object> address, Unit unit) {
    return new PointProfile(
        name,
        new Text("", ""),
        name,
        unit,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        PointProfile.Access.READ,
        new Attributes(address));
  }

  private Socket connect() throws IOException {
    return connect(driver);
  }

  private static Socket connect(ReportingDriver to) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (to.port() == 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
    return new Socket(InetAddress.getLoopbackAddress(), to.port());
  }

  private static void send(Socket device, byte[] bytes) throws IOException {
    device.getOutputStream().write(bytes);
  }

  private void assertReported() throws InterruptedException {
    Observation observation = seen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertNotNull(observation, "nothing reported; bad frames: " + driver.badFrames());
    assertEquals("station/value", observation.point().toString());
    assertEquals(value(), observation.value(), 1e-9);
    assertEquals(NOW, observation.receivedTime());
    seen.clear();
  }

  /// A connection that was lost keeps its place until its thread has noticed.
  private void assertReportedOnceAPlaceIsFree() throws InterruptedException {
    boolean isReported = false;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isReported && System.nanoTime() < deadline) {
      try (Socket device = connect()) {
        send(device, report());
        isReported = seen.poll(500, TimeUnit.MILLISECONDS) != null;
      } catch (IOException _) {
        isReported = false;
      }
    }
    assertTrue(isReported, "bad frames: " + driver.badFrames());
  }

  private void assertAnswered(Socket device) throws IOException {
    if (answer().isPresent()) {
      device.setSoTimeout(60_000);
      byte[] wanted = answer().get();
      byte[] got = device.getInputStream().readNBytes(wanted.length);
      assertEquals(
          java.util.HexFormat.of().formatHex(wanted), java.util.HexFormat.of().formatHex(got));
    }
  }
}
