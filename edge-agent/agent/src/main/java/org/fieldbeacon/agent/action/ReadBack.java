package org.fieldbeacon.agent.action;

import java.time.Duration;
import java.time.Instant;
import org.fieldbeacon.agent.action.OutputState.Confirmation;
import org.fieldbeacon.agent.config.OutputConfig;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;

/// Compares what is seen of one output with what was written. After a write the read-back has a
/// window to follow; from then on any trusted reading that differs is a mismatch, as when somebody
/// switched by hand. A reading counts as the value it is nearer to than half their difference; in
/// between it is neither. Suspect readings say nothing. One thread.
final class ReadBack {
  private final OutputConfig config;
  private final PointId point;
  private final Duration window;
  private final FreshReadings fresh;
  private Confirmation confirmation = Confirmation.AWAITED;
  private Instant until = Instant.MAX;
  private boolean armed;
  private boolean on;
  private boolean differs;

  /// What a reading or the time has brought.
  enum Step {
    NOTHING,
    CONFIRMED,
    MISMATCH,
    SILENT
  }

  ReadBack(OutputConfig config, PointId point, Duration window) {
    this.config = config;
    this.point = point;
    this.window = window;
    fresh = new FreshReadings(window);
  }

  PointId point() {
    return point;
  }

  Confirmation confirmation() {
    return confirmation;
  }

  /// Another state is commanded: nothing is compared until it is written.
  void forget() {
    disarm(Confirmation.AWAITED);
  }

  /// The device took the value.
  void written(boolean nowOn, Instant now) {
    on = nowOn;
    armed = true;
    differs = false;
    confirmation = Confirmation.AWAITED;
    until = now.plus(window);
  }

  Step hear(Observation o, Instant now) {
    if (!o.point().equals(point) || !fresh.isFresh(o) || !o.quality().isTrusted() || !armed) {
      return Step.NOTHING;
    }
    if (shows(o.value())) {
      Step step = confirmation == Confirmation.CONFIRMED ? Step.NOTHING : Step.CONFIRMED;
      confirmation = Confirmation.CONFIRMED;
      until = now.plus(window);
      return step;
    }
    if (confirmation == Confirmation.AWAITED) {
      differs = true;
      return Step.NOTHING;
    }
    return mismatch();
  }

  Step tick(Instant now) {
    if (now.isBefore(until)) {
      return Step.NOTHING;
    }
    if (differs) {
      return mismatch();
    }
    confirmation = Confirmation.SILENT;
    until = Instant.MAX;
    return Step.SILENT;
  }

  Instant deadline() {
    return until;
  }

  private Step mismatch() {
    disarm(Confirmation.CONTRADICTED);
    return Step.MISMATCH;
  }

  private void disarm(Confirmation now) {
    armed = false;
    confirmation = now;
    until = Instant.MAX;
  }

  private boolean shows(double value) {
    double wanted = on ? config.onValue() : config.offValue();
    return Math.abs(value - wanted) < Math.abs(config.onValue() - config.offValue()) / 2;
  }
}
