package org.fieldbeacon.driver;

import java.time.Duration;
import org.fieldbeacon.observation.PointId;

/// A driver that can also set outputs.
public interface Actuator {
  /// Writes one output, ahead of polls that wait for the link but never in the middle of an
  /// exchange. Blocks the caller for `timeout` at most. Any thread.
  WriteResult write(PointId output, double value, Duration timeout);

  /// What became of a write.
  sealed interface WriteResult {
    /// The device confirmed it.
    record Done() implements WriteResult {}

    /// The device answered no, or the point cannot be written.
    record Refused(String reason) implements WriteResult {}

    /// No answer in time: the output may or may not have changed.
    record TimedOut(String reason) implements WriteResult {}
  }
}
