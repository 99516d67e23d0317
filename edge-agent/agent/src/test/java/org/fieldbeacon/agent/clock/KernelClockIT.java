package org.fieldbeacon.agent.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.fieldbeacon.agent.clock.ClockFollower.Doing;
import org.fieldbeacon.agent.clock.SystemClock.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Promise 5, with a real kernel's clock: only in a kernel of its own (`.ci/kernel`), since no test
/// sets the clock of the machine that it runs on.
class KernelClockIT {
  private static final Instant TRUE = Instant.parse("2026-07-14T03:55:00Z");
  private static final Duration SLOW = Duration.ofSeconds(60);
  private static final int SYS_TIME = 1 << 25;
  private static final SystemClock MACHINE = SystemClock.ofMachine();

  @BeforeEach
  void onlyInAKernelOfItsOwn() {
    assumeTrue(
        "yes".equals(System.getenv("FIELDBEACON_OWN_KERNEL")),
        "no kernel of its own: .ci/kernel makes one");
    assertEquals(Answer.DONE, MACHINE.set(Instant.EPOCH.plusSeconds(1_000)));
    assertFalse(MACHINE.isSynchronized(), "setting a clock makes it unsynchronized");
  }

  private static ClockFollower following(FakeTimeServer server) {
    return new ClockFollower(
        List.of(
            TimeSource.server(
                "127.0.0.1", server.port(), InstantSource.system(), System::nanoTime)),
        MACHINE,
        InstantSource.system());
  }

  private static void assertNear(Instant wanted, Instant got) {
    Duration off = Duration.between(wanted, got);
    assertTrue(off.compareTo(Duration.ofSeconds(-2)) > 0 && off.compareTo(SLOW) < 0, got + "");
  }

  @Test
  void aClockOf1970IsSetAndTheKernelTakesItForRightFromThenOn() throws IOException {
    try (var server = new FakeTimeServer(TRUE, 0x24, 2);
        var follower = following(server)) {
      follower.round();
      assertNear(TRUE, Instant.now());
      assertEquals(Doing.FOLLOWING, follower.status().doing());
      assertTrue(MACHINE.isSynchronized());
      ClockState state = follower.over(MACHINE.look());
      assertEquals(ClockState.Source.NTP, state.source());
      Duration within = state.uncertainty().orElseThrow();
      assertTrue(
          within.compareTo(Duration.ofMillis(750)) >= 0
              && within.compareTo(Duration.ofSeconds(5)) < 0,
          "what the server tells of itself, and what has passed since: " + within);
    }
  }

  @Test
  void aClockThatIsAheadIsSetBack() {
    assertEquals(Answer.DONE, MACHINE.set(TRUE.plusSeconds(86_400)));
    var back = Duration.ofDays(-1).minusNanos(1);
    var correction =
        new Correction(Correction.Way.STEP, back, Duration.ZERO, Duration.ofSeconds(64));
    assertEquals(Answer.DONE, MACHINE.correct(correction));
    assertNear(TRUE, Instant.now());
    assertTrue(MACHINE.isSynchronized());
  }

  @Test
  void aSmallDifferenceIsMadeUpLittleByLittle() {
    assertEquals(Answer.DONE, MACHINE.set(TRUE));
    long before = ahead();
    var correction =
        new Correction(
            Correction.Way.SLEW,
            Duration.ofMillis(300),
            Duration.ofMillis(10),
            Duration.ofSeconds(64));
    assertEquals(Answer.DONE, MACHINE.correct(correction));
    long end = System.nanoTime() + SLOW.toNanos();
    long made = 0;
    while (made < 50_000_000 && System.nanoTime() < end) {
      LockSupport.parkNanos(50_000_000);
      long now = ahead() - before;
      assertTrue(now - made < 100_000_000, "no step: from " + made + " to " + now + " ns");
      made = now;
    }
    assertTrue(made >= 50_000_000, "made up " + made + " ns of 300 ms");
    assertTrue(MACHINE.isSynchronized());
  }

  /// Of the wall clock, which is slewed, before the one clock that is not: `CLOCK_MONOTONIC_RAW`.
  @SuppressWarnings("restricted")
  private static long ahead() {
    Linker linker = Linker.nativeLinker();
    var call =
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
    var function = linker.defaultLookup().find("clock_gettime").orElseThrow();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(16, 8);
      int answer;
      try {
        answer = (int) linker.downcallHandle(function, call).invokeExact(4, time);
      } catch (Throwable e) {
        throw new IllegalStateException("clock_gettime", e);
      }
      assertEquals(0, answer);
      long raw =
          time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L + time.get(ValueLayout.JAVA_LONG, 8);
      return Duration.between(TRUE, Instant.now()).toNanos() - raw;
    }
  }

  @Test
  void aWordThatTheClockIsRightMovesNothing() {
    assertEquals(Answer.DONE, MACHINE.set(TRUE));
    var correction =
        new Correction(
            Correction.Way.CONFIRM,
            Duration.ofMillis(700),
            Duration.ofSeconds(1),
            Duration.ofSeconds(64));
    assertEquals(Answer.DONE, MACHINE.correct(correction));
    assertNear(TRUE, Instant.now());
    assertTrue(MACHINE.isSynchronized());
    Duration within = MACHINE.look().uncertainty().orElseThrow();
    assertTrue(within.compareTo(Duration.ofMillis(1_700)) >= 0, within + "");
  }

  /// Capabilities are a thread's own (capabilities(7)).
  @Test
  void withoutTheRightNothingIsSetAndTheAnswerSaysSo() throws Exception {
    Callable<Answer> setting =
        () -> {
          dropRight();
          var correction =
              new Correction(
                  Correction.Way.STEP, Duration.ofDays(365), Duration.ZERO, Duration.ofSeconds(64));
          assertEquals(Answer.NO_RIGHT, MACHINE.set(TRUE));
          return MACHINE.correct(correction);
        };
    var task = new FutureTask<>(setting);
    Thread.ofPlatform().start(task);
    assertEquals(Answer.NO_RIGHT, task.get());
    assertNear(Instant.EPOCH.plusSeconds(1_000), Instant.now());
    assertFalse(MACHINE.isSynchronized());
  }

  /// capset(2): version 3, this thread, and of all rights but one what there was.
  @SuppressWarnings("restricted")
  private static void dropRight() throws Exception {
    Linker linker = Linker.nativeLinker();
    var call =
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = arena.allocate(8, 4);
      header.set(ValueLayout.JAVA_INT, 0, 0x2008_0522);
      MemorySegment data = arena.allocate(24, 4);
      for (String name : List.of("capget", "capset")) {
        var function = linker.defaultLookup().find(name).orElseThrow();
        int answer;
        try {
          answer = (int) linker.downcallHandle(function, call).invokeExact(header, data);
        } catch (Throwable e) {
          throw new IllegalStateException(name, e);
        }
        assertEquals(0, answer, name);
        int effective = data.get(ValueLayout.JAVA_INT, 0);
        data.set(ValueLayout.JAVA_INT, 0, effective & ~SYS_TIME);
      }
    }
  }
}
