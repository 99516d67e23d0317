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
import java.util.function.UnaryOperator;
import org.fieldbeacon.driver.Actuator;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.driver.ScriptedPeer;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two-wire adapters that hear themselves: the echo of a single write is, byte for byte, the answer
/// that says that it was done.
@Timeout(60)
class EchoIT {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final List<Observation> seen = new CopyOnWriteArrayList<>();
  private final List<Byte> functions = new CopyOnWriteArrayList<>();
  private final Device relay =
      Fixtures.device(
          "relay",
          1,
          List.of(
              Fixtures.point("siren", Access.READ_WRITE, Map.of("register", 2, "table", "coil")),
              Fixtures.point("level", Access.READ_WRITE, Map.of("register", 4))));

  /// The fault: nobody answers, only the adapter echoes, and the siren is reported as on.
  @ParameterizedTest
  @ValueSource(strings = {"relay/siren", "relay/level"})
  void anEchoAloneIsNotTakenForAWriteThatWasDone(String output) {
    try (var line = line(UnaryOperator.identity())) {
      assertInstanceOf(WriteResult.TimedOut.class, write(line, output));
      assertTrue(functions.size() >= 2, "it asked first: " + functions);
    }
  }

  @Test
  void aWriteThatIsAnsweredBehindItsEchoIsDone() {
    try (var line = line(r -> join(r, Fixtures.answerRtu(r)))) {
      assertEquals(new WriteResult.Done(), write(line, "relay/siren"));
      assertEquals(new WriteResult.Done(), write(line, "relay/level"));
    }
  }

  @Test
  void aStrayByteAheadOfTheEchoDoesNotHideIt() {
    byte[] stray = {0};
    try (var line = line(r -> r[1] < 5 ? join(stray, join(r, Fixtures.answerRtu(r))) : r)) {
      assertInstanceOf(WriteResult.TimedOut.class, write(line, "relay/siren"));
    }
  }

  @Test
  void aRefusalBehindTheEchoIsARefusal() {
    byte[] refusal = new Framing.Rtu().wrap(1, 0, new byte[] {(byte) 0x85, 2});
    try (var line = line(r -> join(r, r[1] == 5 ? refusal : Fixtures.answerRtu(r)))) {
      assertInstanceOf(WriteResult.Refused.class, write(line, "relay/siren"));
    }
  }

  @Test
  void aLineThatIsKnownNotToEchoIsNotAskedAgain() {
    try (var line = line(Fixtures::answerRtu);
        var driver = Fixtures.driver(line.port(), "rtu", List.of(relay), context())) {
      driver.poll(relay);
      int before = functions.size();
      assertEquals(
          new WriteResult.Done(),
          ((Actuator) driver).write(PointId.parse("relay/siren"), 1, PATIENCE));
      assertEquals(before + 1, functions.size(), functions.toString());
      assertEquals((byte) 5, functions.getLast());
    }
  }

  /// A relay that knows no function but writing says nothing to a read: then neither does its line
  /// echo, and the write goes on.
  @Test
  void aUnitThatAnswersNoReadIsStillWritten() {
    try (var line = line(r -> r[1] == 5 ? Fixtures.answerRtu(r) : new byte[0])) {
      assertEquals(new WriteResult.Done(), write(line, "relay/siren"));
    }
  }

  @Test
  void readsOnAnEchoingLineAreReadAsEver() {
    try (var line = line(r -> join(r, Fixtures.answerRtu(r)));
        var driver = Fixtures.driver(line.port(), "rtu", List.of(relay), context())) {
      driver.poll(relay);
      assertEquals(4.0, seen.getLast().value());
    }
  }

  private WriteResult write(ScriptedPeer line, String output) {
    try (var driver = Fixtures.driver(line.port(), "rtu", List.of(relay), context())) {
      return ((Actuator) driver).write(PointId.parse(output), 1, PATIENCE);
    }
  }

  private ScriptedPeer line(UnaryOperator<byte[]> answer) {
    return new ScriptedPeer(
        request -> {
          functions.add(request[1]);
          return answer.apply(request);
        });
  }

  private DriverContext context() {
    return new DriverContext(() -> Instant.parse("2026-07-14T00:00:00Z"), seen::add, _ -> {});
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
