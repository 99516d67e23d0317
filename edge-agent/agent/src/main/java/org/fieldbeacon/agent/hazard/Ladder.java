package org.fieldbeacon.agent.hazard;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A level that follows a value over limits: up when a limit was reached for the on-delay, down
/// when the value was below the limit less the hysteresis for the off-delay (ANSI/ISA-18.2-2016,
/// alarm deadband, on-delay and off-delay). Time alone can take it up, since the value may have
/// stayed; only a reading can take it down. One thread.
///
/// ```
///            limit ─────────┐        ┌── level reached: on-delay runs
///                           │ ██████ │
///   limit − hysteresis ─────┤████████├── level left: off-delay runs
/// ```
final class Ladder {
  private final Map<Level, Rung> rungs = new EnumMap<>(Level.class);
  private final double hysteresis;
  private final Duration onDelay;
  private final Duration offDelay;
  private Level level = Level.NONE;

  /// Asked for at every step of the pipeline, so worked out at every change.
  private Instant deadline = Instant.MAX;

  private static final class Rung {
    private final double limit;
    private @Nullable Instant reachedAt;
    private @Nullable Instant leftAt;

    Rung(double limit) {
      this.limit = limit;
    }
  }

  Ladder(Map<Level, Double> limits, double hysteresis, Duration onDelay, Duration offDelay) {
    limits.forEach((l, limit) -> rungs.put(l, new Rung(limit)));
    this.hysteresis = hysteresis;
    this.onDelay = onDelay;
    this.offDelay = offDelay;
  }

  Level level() {
    return level;
  }

  /// Whether a level above the present one is reached and its on-delay runs.
  boolean isPending() {
    return !deadline().equals(Instant.MAX);
  }

  /// Takes a reading that may raise and lower.
  void update(Instant at, double value) {
    reach(at, value);
    rungs.values().forEach(r -> r.leftAt = left(r, at, value));
    climb(at);
    lower(at);
    deadline = nextDeadline();
  }

  /// Takes a reading that may only raise.
  void updateUpwards(Instant at, double value) {
    for (Rung rung : rungs.values()) {
      if (value >= rung.limit - hysteresis) {
        rung.leftAt = null;
      }
      if (value >= rung.limit && rung.reachedAt == null) {
        rung.reachedAt = at;
      }
    }
    climb(at);
    deadline = nextDeadline();
  }

  /// Lets on-delays run out.
  void raise(Instant now) {
    climb(now);
    deadline = nextDeadline();
  }

  private void climb(Instant now) {
    rungs.forEach(
        (l, rung) -> {
          if (l.isWorseThan(level) && hasLasted(rung.reachedAt, onDelay, now)) {
            level = l;
          }
        });
  }

  /// When the next on-delay runs out.
  Instant deadline() {
    return deadline;
  }

  private Instant nextDeadline() {
    Instant earliest = Instant.MAX;
    for (Map.Entry<Level, Rung> entry : rungs.entrySet()) {
      Instant reached = entry.getValue().reachedAt;
      if (reached != null && entry.getKey().isWorseThan(level)) {
        Instant due = reached.plus(onDelay);
        earliest = due.isBefore(earliest) ? due : earliest;
      }
    }
    return earliest;
  }

  /// Forgets since when; the level stands.
  void restartDelays() {
    for (Rung rung : rungs.values()) {
      rung.reachedAt = null;
      rung.leftAt = null;
    }
    deadline = Instant.MAX;
  }

  private void reach(Instant at, double value) {
    for (Rung rung : rungs.values()) {
      if (value < rung.limit) {
        rung.reachedAt = null;
      } else if (rung.reachedAt == null) {
        rung.reachedAt = at;
      }
    }
  }

  private @Nullable Instant left(Rung rung, Instant at, double value) {
    if (value >= rung.limit - hysteresis) {
      return null;
    }
    return rung.leftAt == null ? at : rung.leftAt;
  }

  private void lower(Instant at) {
    while (true) {
      Rung rung = rungs.get(level);
      if (rung == null || !hasLasted(rung.leftAt, offDelay, at)) {
        return;
      }
      level = below(level);
    }
  }

  private Level below(Level above) {
    Level next = Level.NONE;
    for (Level l : rungs.keySet()) {
      if (above.isWorseThan(l)) {
        next = l;
      }
    }
    return next;
  }

  private static boolean hasLasted(@Nullable Instant since, Duration delay, Instant now) {
    return since != null && !since.plus(delay).isAfter(now);
  }
}
