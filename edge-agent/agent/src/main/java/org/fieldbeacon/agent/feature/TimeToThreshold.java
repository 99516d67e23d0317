package org.fieldbeacon.agent.feature;

import java.time.Duration;
import java.util.Optional;

/// When a value reaches a limit if it goes on as it does.
public final class TimeToThreshold {
  /// Farther ahead a straight line says nothing.
  static final Duration HORIZON = Duration.ofHours(24);

  private static final double SECONDS_PER_HOUR = 3600;

  private TimeToThreshold() {}

  /// The time until `value`, rising at `perHour`, is at `limit`. Zero when it is there already;
  /// empty when it does not rise, or would need more than a day.
  public static Optional<Duration> rising(double value, double perHour, double limit) {
    if (value >= limit) {
      return Optional.of(Duration.ZERO);
    }
    double seconds = (limit - value) / perHour * SECONDS_PER_HOUR;
    return perHour > 0 && seconds <= HORIZON.toSeconds()
        ? Optional.of(Duration.ofSeconds(Math.round(seconds)))
        : Optional.empty();
  }
}
