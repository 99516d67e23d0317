package org.fieldbeacon.agent.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.fieldbeacon.agent.clock.ClockWatch.Jump;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
  private Instant wall = Instant.parse("1970-01-01T00:10:00Z");
  private long nanos = Long.MAX_VALUE - 5_000_000_000L;
  private Duration reading = Duration.ZERO;

  private final ClockWatch watch = new ClockWatch(() -> wall, this::nanos);

  /// Reading both clocks may itself take a while.
  private long nanos() {
    long now = nanos;
    nanos += reading.toNanos();
    return now;
  }

  private void pass(Duration time) {
    wall = wall.plus(time);
    nanos += time.toNanos();
  }

  @Test
  void timeThatPassesAndSlewingAreNoJumps() {
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofSeconds(1));
      wall = wall.plusMillis(90);
      assertEquals(Optional.empty(), watch.look());
    }
  }

  @Test
  void aJumpEitherWayIsToldOnceWithBothTimes() {
    pass(Duration.ofSeconds(10));
    Instant from = wall;
    wall = Instant.parse("2026-07-14T03:55:00Z");
    assertEquals(Optional.of(new Jump(from, wall)), watch.look());
    assertEquals(Optional.empty(), watch.look());
    pass(Duration.ofSeconds(1));
    wall = wall.minusSeconds(2);
    assertEquals(Duration.ofSeconds(-2), watch.look().orElseThrow().by());
  }

  /// A machine that was busy between reading one clock and the other has seen no jump, and none is
  /// lost by it.
  @Test
  void whatABusyMachineReadsSaysNothingAndTheNextLookDoes() {
    reading = Duration.ofSeconds(30);
    assertEquals(Optional.empty(), watch.look());
    reading = Duration.ZERO;
    pass(Duration.ofSeconds(1));
    wall = wall.plusSeconds(90);
    assertTrue(watch.look().orElseThrow().by().toSeconds() > 20);
  }
}
