package org.fieldbeacon.agent.action;

import java.time.Duration;
import java.time.Instant;
import org.fieldbeacon.agent.config.OutputConfig.Interlock;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.jspecify.annotations.Nullable;

/// What is known of one interlock. Any usable reading can make it hold; only a trusted one clears
/// it. One thread.
final class InterlockWatch {
  private static final double EQUAL_WITHIN = 1e-9;

  /// Ordered by how much each forbids.
  enum Verdict {
    /// A trusted reading says so, and nothing since says otherwise.
    CLEAR,
    /// Was clear lately; the reading since is missing, failed or suspect.
    DOUBTFUL,
    /// Never clear, or not lately.
    UNKNOWN,
    HOLDS
  }

  private final Interlock interlock;
  private final Duration patience;
  private final FreshReadings fresh;
  private boolean holds;
  private boolean doubted;
  private @Nullable Instant clearAt;

  /// @param patience how long a clear reading stands
  InterlockWatch(Interlock interlock, Duration patience) {
    this.interlock = interlock;
    this.patience = patience;
    fresh = new FreshReadings(patience);
  }

  PointId point() {
    return interlock.point();
  }

  void hear(Observation o, Instant now) {
    if (!o.point().equals(interlock.point()) || !fresh.isFresh(o)) {
      return;
    }
    boolean usable = o.quality().isUsable() && o.unit().convertsTo(interlock.unit());
    if (usable && compares(o.unit().convert(o.value(), interlock.unit()))) {
      holds = true;
      clearAt = null;
    } else if (usable && o.quality().isTrusted()) {
      holds = false;
      doubted = false;
      clearAt = now;
    } else {
      doubted = true;
    }
  }

  /// Lets a clear reading grow old.
  void tick(Instant now) {
    if (!now.isBefore(deadline())) {
      clearAt = null;
    }
  }

  Instant deadline() {
    return clearAt == null ? Instant.MAX : clearAt.plus(patience);
  }

  Verdict verdict() {
    if (holds) {
      return Verdict.HOLDS;
    }
    if (clearAt == null) {
      return Verdict.UNKNOWN;
    }
    return doubted ? Verdict.DOUBTFUL : Verdict.CLEAR;
  }

  /// Why it forbids.
  Text reason() {
    return verdict() == Verdict.HOLDS
        ? Reasons.interlockHolds(interlock)
        : Reasons.interlockUnknown(interlock.point());
  }

  private boolean compares(double value) {
    double limit = interlock.limit();
    return switch (interlock.comparison()) {
      case BELOW -> value < limit;
      case ABOVE -> value > limit;
      case EQUALS -> Math.abs(value - limit) <= EQUAL_WITHIN * Math.max(1, Math.abs(limit));
    };
  }
}
