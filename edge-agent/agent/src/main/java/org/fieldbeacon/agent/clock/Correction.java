package org.fieldbeacon.agent.clock;

import java.time.Duration;

/// What the kernel is told of its clock.
///
/// @param way how the clock is brought to true time
/// @param offset what must be added to it
/// @param uncertainty what the offset may be wrong by
/// @param poll until the source is asked again, at the earliest
public record Correction(Way way, Duration offset, Duration uncertainty, Duration poll) {
  /// How a clock is brought to true time.
  public enum Way {
    /// At once.
    STEP,
    /// Little by little, and its rate with it: the kernel's loop (RFC 5905 §11.3, `STA_PLL`).
    SLEW,
    /// It is as right as the source can tell.
    CONFIRM
  }

  /// The kernel's loop takes half a second at most; `systemd-timesyncd` steps from here on too.
  static final Duration MOST_SLEWED = Duration.ofMillis(400);

  /// A source that tells less well than the clock may keep its word, but does not steer it.
  static Correction of(TimeSource.Told told, Duration poll) {
    Duration gap = told.offset().abs();
    boolean isWithin = gap.compareTo(told.uncertainty()) <= 0;
    boolean isFine = told.uncertainty().compareTo(MOST_SLEWED) <= 0;
    Way way;
    if (isWithin && !isFine) {
      way = Way.CONFIRM;
    } else {
      way = gap.compareTo(MOST_SLEWED) <= 0 ? Way.SLEW : Way.STEP;
    }
    return new Correction(way, told.offset(), told.uncertainty(), poll);
  }

  /// What the clock may be wrong by just afterwards.
  Duration left() {
    return way == Way.STEP ? uncertainty : uncertainty.plus(offset.abs());
  }
}
