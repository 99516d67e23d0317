package org.fieldbeacon.agent;

import java.time.Duration;
import java.time.Instant;
import org.fieldbeacon.agent.clock.ClockWatch;
import org.fieldbeacon.observation.Observation;

/// Sees, by the clock that never jumps, that the other one was set; and puts right what was stamped
/// before and comes after. One thread.
final class ClockSteps {
  /// A reading is on its way for no longer than this.
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(60);

  private Moment last;
  private Duration by = Duration.ZERO;
  private Instant setAt = Instant.MIN;

  ClockSteps(Moment start) {
    last = start;
  }

  /// Whether the clock was set since the last look.
  boolean look(Moment at) {
    Duration steady = Duration.between(last.steady(), at.steady());
    Duration jump = Duration.between(last.now(), at.now()).minus(steady);
    last = at;
    if (jump.abs().compareTo(ClockWatch.LEAST) < 0) {
      return false;
    }
    by = jump;
    setAt = at.steady();
    return true;
  }

  /// A reading of the moment, by the clock as it is now: one that was on its way when the clock was
  /// set has the stamps of the clock before. What the device itself says of its time stays.
  Observation corrected(Observation reading, Moment at) {
    if (by.isZero() || Duration.between(setAt, at.steady()).compareTo(ON_ITS_WAY) > 0) {
      return reading;
    }
    Instant received = reading.receivedTime();
    if (isCloser(received, received.plus(by), at.now())) {
      Instant seen = reading.phenomenonTime();
      boolean isOurs = isCloser(received.plus(by), received, seen);
      return new Observation(
          reading.point(),
          reading.value(),
          reading.unit(),
          isOurs ? seen.plus(by) : seen,
          received.plus(by),
          reading.timeUncertainty(),
          reading.quality(),
          reading.source(),
          reading.detail());
    }
    return reading;
  }

  /// Whether the second is the closer one.
  private static boolean isCloser(Instant first, Instant second, Instant to) {
    return Duration.between(second, to).abs().compareTo(Duration.between(first, to).abs()) < 0;
  }
}
