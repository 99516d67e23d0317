package org.fieldbeacon.hydrology.sl651;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Optional;

/// Two clocks that can both be wrong: a station's and ours.
///
/// A report whose sending time lies behind ours may be late, sent again from the station's memory,
/// or come from a slow clock; one frame alone cannot tell. A clock that is slow is slow in every
/// frame, while a late report is followed by timely ones, so the least lag of the last frames is
/// the clock's. A sending time ahead of ours can only be a wrong clock. Its monitor guards it.
final class StationClock {
  /// Before this, our own clock was never set.
  static final Instant LEAST_PLAUSIBLE = Instant.parse("2026-01-01T00:00:00Z");

  /// Observation times are written in whole minutes.
  private static final Duration RESOLUTION = Duration.ofSeconds(30);

  private static final int FRAMES = 8;
  private static final int ENOUGH = 3;

  /// How far the station's time was ahead of ours, by frame.
  private final Deque<Duration> ahead = new ArrayDeque<>();

  /// When a value held, and how well that is known.
  ///
  /// @param note what was done about a wrong clock; empty when nothing was
  record Corrected(Instant time, Duration uncertainty, String note) {}

  /// The time to send: ours, or the station's own when ours was never set, so that no station's
  /// right clock is spoilt.
  static Instant forAnswer(Instant ours, Optional<Instant> stations) {
    return isPlausible(ours) ? ours : stations.orElse(ours);
  }

  /// A frame came, whatever it was.
  synchronized void note(Instant sentAt, Instant received) {
    if (!isPlausible(received)) {
      return;
    }
    ahead.addLast(Duration.between(received, sentAt));
    if (ahead.size() > FRAMES) {
      ahead.removeFirst();
    }
  }

  /// @param observed by the station's clock; empty when its digits were no time
  /// @param sentAt by the station's clock
  /// @param received by ours
  /// @param tolerance a difference up to here is transmission and drift, and stays
  synchronized Corrected correct(
      Optional<Instant> observed, Optional<Instant> sentAt, Instant received, Duration tolerance) {
    if (observed.isEmpty()) {
      return new Corrected(received, tolerance, "the report has no readable time");
    }
    if (sentAt.isEmpty() || !isPlausible(received)) {
      return new Corrected(observed.get(), RESOLUTION, "");
    }
    Duration own = Duration.between(received, sentAt.get());
    if (own.abs().compareTo(tolerance) <= 0) {
      return new Corrected(observed.get(), RESOLUTION.plus(own.abs()), "");
    }
    Duration clock = own.isPositive() || ahead.isEmpty() ? own : Collections.max(ahead);
    boolean sure = own.isPositive() || ahead.size() >= ENOUGH;
    if (sure && clock.abs().compareTo(tolerance) > 0) {
      return new Corrected(
          observed.get().minus(clock),
          RESOLUTION.plus(tolerance),
          "station clock " + clock + " ahead, corrected");
    }
    return new Corrected(
        observed.get(),
        sure ? RESOLUTION.plus(tolerance) : RESOLUTION.plus(own.abs()),
        "sent " + own.abs() + " ago by the station's clock");
  }

  private static boolean isPlausible(Instant ours) {
    return !ours.isBefore(LEAST_PLAUSIBLE);
  }
}
