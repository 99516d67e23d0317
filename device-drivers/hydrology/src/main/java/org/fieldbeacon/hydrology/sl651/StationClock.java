package org.fieldbeacon.hydrology.sl651;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Two clocks that can both be wrong: the station's and ours. Pure.
final class StationClock {
  /// Before this, our own clock was never set.
  static final Instant LEAST_PLAUSIBLE = Instant.parse("2026-01-01T00:00:00Z");

  /// Observation times are written in whole minutes.
  private static final Duration RESOLUTION = Duration.ofSeconds(30);

  private StationClock() {}

  /// When a value held, and how well that is known.
  ///
  /// @param note what was done about a wrong clock; empty when nothing was
  record Corrected(Instant time, Duration uncertainty, String note) {}

  /// The time to send: ours, or the station's own when ours was never set, so that no station's
  /// right clock is spoilt.
  static Instant forAnswer(Instant ours, Optional<Instant> stations) {
    return isPlausible(ours) ? ours : stations.orElse(ours);
  }

  /// @param observed by the station's clock; empty when its digits were no time
  /// @param sentAt by the station's clock
  /// @param received by ours
  /// @param tolerance a difference up to here is transmission and drift, and stays
  static Corrected correct(
      Optional<Instant> observed, Optional<Instant> sentAt, Instant received, Duration tolerance) {
    if (observed.isEmpty()) {
      return new Corrected(received, tolerance, "the report has no readable time");
    }
    if (sentAt.isEmpty() || !isPlausible(received)) {
      return new Corrected(observed.get(), RESOLUTION, "");
    }
    Duration wrong = Duration.between(sentAt.get(), received);
    if (wrong.abs().compareTo(tolerance) <= 0) {
      return new Corrected(observed.get(), RESOLUTION.plus(wrong.abs()), "");
    }
    return new Corrected(
        observed.get().plus(wrong),
        tolerance.plus(RESOLUTION),
        "station clock off by " + wrong + ", corrected");
  }

  private static boolean isPlausible(Instant ours) {
    return !ours.isBefore(LEAST_PLAUSIBLE);
  }
}
