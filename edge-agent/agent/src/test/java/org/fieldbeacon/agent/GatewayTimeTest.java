package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.fieldbeacon.agent.clock.ClockFollower.Doing;
import org.fieldbeacon.agent.clock.FakeMachine;
import org.fieldbeacon.agent.clock.FakeTimeServer;
import org.fieldbeacon.agent.config.ClockConfig;
import org.junit.jupiter.api.Test;

/// What health and the map are told of the clock. Promise 5.
class GatewayTimeTest {
  private static final Duration SLOW = Duration.ofSeconds(60);

  private final FakeMachine machine = FakeMachine.of1970();

  private GatewayTime time(Optional<ClockConfig> config, BooleanSupplier isByPhone) {
    return new GatewayTime(config, machine, isByPhone, machine);
  }

  private static Optional<ClockConfig> server(int port) {
    return Optional.of(
        new ClockConfig(List.of(new ClockConfig.Server("127.0.0.1", port)), Optional.empty()));
  }

  private static void await(GatewayTime time, Doing doing) {
    long end = System.nanoTime() + SLOW.toNanos();
    while (System.nanoTime() < end && time.follower().orElseThrow().status().doing() != doing) {
      LockSupport.parkNanos(1_000_000);
    }
    assertEquals(doing, time.follower().orElseThrow().status().doing());
  }

  @Test
  void aClockThatNobodySetsIsUnknownToTheMapAndTroubleForHealth() {
    try (var time = time(Optional.empty(), () -> false)) {
      time.start();
      assertEquals("unknown", time.word());
      assertEquals(
          Optional.of("not synchronized: the times of readings may be wrong"), time.trouble());
      machine.isSynchronized = true;
      assertEquals("system", time.word());
      assertEquals(Optional.empty(), time.trouble());
    }
  }

  @Test
  void aPhonesTimeIsAPersonsAndStillTrouble() {
    try (var time = time(Optional.empty(), () -> true)) {
      assertEquals("operator", time.word());
      assertTrue(time.trouble().isPresent());
    }
  }

  @Test
  void aFollowedServerIsToldAndNoLongerTrouble() throws IOException {
    try (var server = new FakeTimeServer(InstantSource.system(), 0x24, 2);
        var time = time(server(server.port()), () -> false)) {
      assertTrue(time.trouble().orElseThrow().endsWith("; 127.0.0.1: not asked yet"));
      time.start();
      await(time, Doing.FOLLOWING);
      assertEquals("ntp", time.word());
      assertEquals(Optional.empty(), time.trouble());
      Duration off = Duration.between(Instant.now(), machine.instant()).abs();
      assertTrue(off.compareTo(SLOW) < 0, "off by " + off);
    }
  }

  @Test
  void withoutTheRightHealthSaysWhatIsMissing() throws IOException {
    machine.hasRight = false;
    try (var server = new FakeTimeServer(InstantSource.system(), 0x24, 2);
        var time = time(server(server.port()), () -> false)) {
      time.start();
      await(time, Doing.NO_RIGHT);
      assertEquals("unknown", time.word());
      assertTrue(time.trouble().orElseThrow().endsWith("(CAP_SYS_TIME)"));
    }
  }

  @Test
  void anotherProgramThatKeepsTheClockIsTheSystems() {
    machine.isSynchronized = true;
    machine.keeper = Optional.of("chrony");
    try (var time = time(server(1), () -> false)) {
      time.start();
      await(time, Doing.YIELDING);
      assertEquals("system", time.word());
    }
  }
}
