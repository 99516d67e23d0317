package org.fieldbeacon.agent.action;

import java.time.Duration;
import java.time.Instant;
import org.fieldbeacon.observation.Observation;
import org.jspecify.annotations.Nullable;

/// Lets only those readings of a point through that tell of now: not one that was old when it came,
/// from a logger's memory, and not the revision of one that a later reading has overtaken. One
/// thread.
final class FreshReadings {
  private final Duration patience;
  private @Nullable Instant last;

  /// @param patience how long a reading stands for the present
  FreshReadings(Duration patience) {
    this.patience = patience;
  }

  boolean isFresh(Observation o) {
    Instant at = o.phenomenonTime();
    if (at.isBefore(o.receivedTime().minus(patience)) || isOvertaken(at)) {
      return false;
    }
    last = at;
    return true;
  }

  /// A reading far behind the last one comes from a clock that was set back.
  private boolean isOvertaken(Instant at) {
    return last != null && at.isBefore(last) && !at.isBefore(last.minus(patience));
  }
}
