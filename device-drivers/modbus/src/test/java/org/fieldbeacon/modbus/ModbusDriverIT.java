package org.fieldbeacon.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.fieldbeacon.driver.Actuator;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.driver.ScriptedPeer;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ModbusDriverIT {
  private static final Instant NOW = Instant.parse("2026-07-14T00:00:00Z");

  private final List<Observation> seen = new CopyOnWriteArrayList<>();
  private final List<DeviceStatus> statuses = new CopyOnWriteArrayList<>();
  private final DriverContext context = new DriverContext(() -> NOW, seen::add, statuses::add);

  @Test
  void isFoundByItsProtocolName() {
    assertTrue(DriverFactory.forProtocol("modbus").isPresent());
  }

  @Test
  void aRefusalIsMissingWithItsNameAndNeverZero() {
    try (var peer = new ScriptedPeer(r -> exception(r, 6));
        var driver = Fixtures.driver(peer.port(), "tcp", List.of(gauge(1)), context)) {
      driver.poll(gauge(1));
      assertEquals(2, seen.size());
      for (Observation o : seen) {
        assertTrue(o.isMissing(), o.toString());
        assertTrue(o.detail().contains("server device busy"), o.toString());
      }
      assertEquals(DeviceStatus.State.DEGRADED, statuses.getLast().state());
    }
  }

  @Test
  void aRefusedBlockIsReadInSmallerOnesAtOnceAndFromThenOn() {
    // The unit has registers 4 and 5 but refuses to read both at once.
    var requests = new java.util.concurrent.atomic.AtomicInteger();
    try (var peer =
            new ScriptedPeer(
                r -> {
                  requests.incrementAndGet();
                  return r[11] == 1 ? Fixtures.answerTcp(r) : exception(r, 2);
                });
        var driver = Fixtures.driver(peer.port(), "tcp", List.of(gauge(1)), context)) {
      for (int poll = 1; poll <= 2; poll++) {
        driver.poll(gauge(1));
        assertEquals(List.of(4.0, 5.0), seen.stream().map(Observation::value).toList());
        assertEquals(DeviceStatus.State.ONLINE, statuses.getLast().state());
        assertEquals(1 + 2 * poll, requests.get());
        seen.clear();
      }
    }
  }

  /// A unit that refuses everything must not be asked for ever within one poll.
  @Test
  void aUnitThatRefusesEveryBlockIsAskedABoundedNumberOfTimes() {
    var points = new java.util.ArrayList<org.fieldbeacon.driver.PointProfile>();
    for (int register : new int[] {0, 1, 2, 6, 7, 8}) {
      points.add(Fixtures.point("r" + register, Access.READ, Map.of("register", register)));
    }
    Device stubborn = Fixtures.device("stubborn", 1, points);
    var requests = new java.util.concurrent.atomic.AtomicInteger();
    try (var peer =
            new ScriptedPeer(
                r -> {
                  requests.incrementAndGet();
                  return exception(r, 2);
                });
        var driver = Fixtures.driver(peer.port(), "tcp", List.of(stubborn), context)) {
      driver.poll(stubborn);
      assertEquals(1 + 2 + 6, requests.get());
      assertEquals(6, seen.size());
      assertTrue(seen.stream().allMatch(Observation::isMissing), seen.toString());
      assertEquals(DeviceStatus.State.DEGRADED, statuses.getLast().state());
    }
  }

  @Test
  void aCoilOfAUnitThatWritesManyIsWrittenWithFunction15() {
    var written = new CopyOnWriteArrayList<byte[]>();
    Device relay =
        Fixtures.device(
            "relay",
            1,
            Map.of("write-function", "multiple"),
            List.of(
                Fixtures.point(
                    "siren", Access.READ_WRITE, Map.of("register", 19, "table", "coil"))));
    try (var peer =
            new ScriptedPeer(
                r -> {
                  written.add(Arrays.copyOfRange(r, 7, r.length));
                  return Fixtures.answerTcp(r);
                });
        var driver = Fixtures.driver(peer.port(), "tcp", List.of(relay), context)) {
      assertEquals(
          new WriteResult.Done(),
          ((Actuator) driver).write(PointId.parse("relay/siren"), 1, Duration.ofSeconds(5)));
      // function 15, coil 19, 1 coil, 1 byte, on
      org.junit.jupiter.api.Assertions.assertArrayEquals(
          Fixtures.hex("0F001300010101"), written.getFirst());
    }
  }

  @Test
  void aSilentUnitBacksOffAloneAndItsNeighbourIsReadOn() {
    Device silent = Fixtures.device("silent", 9, gauge(1).profile().points());
    try (var peer = new ScriptedPeer(r -> r[0] == 9 ? new byte[0] : Fixtures.answerRtu(r));
        var driver = Fixtures.driver(peer.port(), "rtu", List.of(gauge(1), silent), context)) {
      driver.poll(silent);
      assertTrue(seen.stream().allMatch(Observation::isMissing));
      seen.clear();
      driver.poll(silent);
      assertEquals(2, seen.size());
      assertTrue(seen.getFirst().detail().startsWith("backing off"), seen.toString());
      seen.clear();
      driver.poll(gauge(1));
      assertEquals(List.of(4.0, 5.0), seen.stream().map(Observation::value).toList());
    }
  }

  @Test
  void aWriteIsConfirmedByItsEcho() {
    try (var peer = new ScriptedPeer(Fixtures::answerTcp);
        var driver = Fixtures.driver(peer.port(), "tcp", List.of(gauge(1)), context)) {
      assertEquals(
          new WriteResult.Done(),
          ((Actuator) driver).write(PointId.parse("gauge/state"), 1, Duration.ofSeconds(1)));
    }
  }

  @Test
  void aWriteThatTheUnitRefusesSaysWhy() {
    try (var peer = new ScriptedPeer(r -> exception(r, 3));
        var driver = Fixtures.driver(peer.port(), "tcp", List.of(gauge(1)), context)) {
      var result =
          ((Actuator) driver).write(PointId.parse("gauge/state"), 1, Duration.ofSeconds(1));
      var refused = assertInstanceOf(WriteResult.Refused.class, result);
      assertTrue(refused.reason().contains("illegal data value"), refused.reason());
    }
  }

  @Test
  void aPointThatIsOnlyReadIsNotWritten() {
    try (var peer = new ScriptedPeer(Fixtures::answerTcp);
        var driver = Fixtures.driver(peer.port(), "tcp", List.of(gauge(1)), context)) {
      assertInstanceOf(
          WriteResult.Refused.class,
          ((Actuator) driver).write(PointId.parse("gauge/level"), 1, Duration.ofSeconds(1)));
      assertEquals(0, peer.connections());
    }
  }

  /// A siren that is set once a month must not fail on the connection of last month.
  @Test
  void aWriteOnAConnectionThatWasDroppedWhileIdleConnectsAgain() {
    try (var peer = new ScriptedPeer(Fixtures::answerTcp);
        var driver = Fixtures.driver(peer.port(), "tcp", List.of(gauge(1)), context)) {
      for (int i = 1; i <= 3; i++) {
        assertEquals(
            new WriteResult.Done(),
            ((Actuator) driver).write(PointId.parse("gauge/state"), i, Duration.ofSeconds(5)));
        peer.dropAll();
      }
      assertEquals(3, peer.connections());
    }
  }

  @Test
  void aWriteWaitsForItsAnswerNoLongerThanItWasGiven() {
    var patient = Fixtures.link(1, "tcp").responseTimeout();
    try (var peer = new ScriptedPeer(_ -> new byte[0]);
        var driver = Fixtures.driver(peer.port(), "tcp", List.of(gauge(1)), context)) {
      Duration given = patient.dividedBy(4);
      var result = ((Actuator) driver).write(PointId.parse("gauge/state"), 1, given);
      String reason = assertInstanceOf(WriteResult.TimedOut.class, result).reason();
      var waited = java.util.regex.Pattern.compile("within (\\d+) ms").matcher(reason);
      assertTrue(waited.find(), reason);
      assertTrue(Long.parseLong(waited.group(1)) <= given.toMillis(), reason);
    }
  }

  @Test
  void aWriteWithNobodyThereTimesOutInsteadOfThrowing() {
    var driver = (Actuator) Fixtures.driver(1, "tcp", List.of(gauge(1)), context);
    assertInstanceOf(
        WriteResult.TimedOut.class,
        driver.write(PointId.parse("gauge/state"), 1, Duration.ofSeconds(1)));
  }

  @Test
  void aWriteOfNoNumberOrOfOneBitOfARegisterIsRefusedAndNothingIsSent() {
    var requests = new java.util.concurrent.atomic.AtomicInteger();
    Device relay =
        Fixtures.device(
            "relay",
            1,
            List.of(
                Fixtures.point("coil", Access.READ_WRITE, Map.of("register", 1, "table", "coil")),
                Fixtures.point(
                    "flag", Access.READ_WRITE, Map.of("register", 2, "type", "bit", "bit", 5))));
    try (var peer =
            new ScriptedPeer(
                r -> {
                  requests.incrementAndGet();
                  return Fixtures.answerTcp(r);
                });
        var driver = Fixtures.driver(peer.port(), "tcp", List.of(relay), context)) {
      var outputs = (Actuator) driver;
      var second = Duration.ofSeconds(1);
      assertInstanceOf(
          WriteResult.Refused.class,
          outputs.write(PointId.parse("relay/coil"), Double.NaN, second));
      assertInstanceOf(
          WriteResult.Refused.class, outputs.write(PointId.parse("relay/flag"), 1, second));
      assertEquals(0, requests.get());
    }
  }

  /// RTU answers carry no number, so the answer to a request that timed out must not serve the
  /// next.
  @Test
  void aLateRtuAnswerIsNotTakenForTheNextRequest() {
    Device wide =
        Fixtures.device(
            "wide",
            1,
            List.of(
                Fixtures.point("a", Access.READ, Map.of("register", 4)),
                Fixtures.point("b", Access.READ_WRITE, Map.of("register", 100))));
    var asked = new CopyOnWriteArrayList<byte[]>();
    try (var peer =
            new ScriptedPeer(
                r -> {
                  asked.add(r);
                  return asked.size() == 1 ? new byte[0] : Fixtures.answerRtu(r);
                });
        var driver = Fixtures.driver(peer.port(), "rtu", List.of(wide), context)) {
      driver.poll(wide);
      assertTrue(seen.stream().allMatch(Observation::isMissing), seen.toString());
      assertEquals(1, peer.connections(), "connections before the retry");
      ((Actuator) driver).write(PointId.parse("wide/b"), 1, Duration.ofSeconds(1));
      assertEquals(2, peer.connections(), "the spoilt line was not left behind");
    }
  }

  @Test
  void addressesThatCannotWorkAreFoundWhenFilesAreChecked() {
    Device wrong =
        Fixtures.device(
            "wrong",
            1,
            List.of(
                Fixtures.point("end", Access.READ, Map.of("register", 65535, "type", "u32")),
                Fixtures.point("flat", Access.READ, Map.of("register", 1, "scale", 0)),
                Fixtures.point("bit", Access.READ_WRITE, Map.of("register", 2, "type", "bit"))));
    assertEquals(
        List.of("points[0].address.register", "points[1].address.scale", "points[2].address.type"),
        new ModbusDriverFactory().check(wrong.profile()).stream().map(p -> p.path()).toList());
  }

  private static byte[] exception(byte[] request, int code) {
    byte[] pdu = {(byte) (request[7] | 0x80), (byte) code};
    byte[] head = Arrays.copyOf(request, 2);
    return new Framing.Tcp().wrap(request[6] & 0xFF, (head[0] & 0xFF) << 8 | head[1] & 0xFF, pdu);
  }

  private static Device gauge(int unit) {
    return Fixtures.device(
        "gauge",
        unit,
        List.of(
            Fixtures.point("level", Access.READ, Map.of("register", 4)),
            Fixtures.point("state", Access.READ_WRITE, Map.of("register", 5))));
  }
}
