package org.fieldbeacon.agent.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Notices when the wall clock jumps, by a clock that never does: whoever it was that set it.
public final class ClockWatch {
  /// Less is what slewing and a busy machine make of it.
  public static final Duration LEAST = Duration.ofSeconds(2);

  /// When reading both clocks takes longer, they say nothing of each other.
  private static final Duration TOGETHER = Duration.ofMillis(500);

  private final InstantSource wall;
  private final LongSupplier nanos;
  private Instant lastWall;
  private long lastNanos;

  public ClockWatch(InstantSource wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    lastNanos = nanos.getAsLong();
    lastWall = wall.instant();
  }

  /// One jump.
  ///
  /// @param from what the clock would say now without it
  /// @param to what it says
  public record Jump(Instant from, Instant to) {
    public Duration by() {
      return Duration.between(from, to);
    }
  }

  /// Since the last look; empty when there was none.
  public synchronized Optional<Jump> look() {
    long before = nanos.getAsLong();
    Instant now = wall.instant();
    if (nanos.getAsLong() - before > TOGETHER.toNanos()) {
      return Optional.empty();
    }
    var jump = new Jump(lastWall.plusNanos(before - lastNanos), now);
    lastWall = now;
    lastNanos = before;
    return jump.by().abs().compareTo(LEAST) >= 0 ? Optional.of(jump) : Optional.empty();
  }
}
