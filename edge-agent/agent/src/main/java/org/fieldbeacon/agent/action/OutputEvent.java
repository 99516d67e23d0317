package org.fieldbeacon.agent.action;

import java.time.Instant;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.PointId;

/// What an [OutputEngine] wants done or told.
public sealed interface OutputEvent {
  /// The output's id in the site file.
  String outputId();

  /// To be written to the device, and answered with [OutputEngine#onWritten].
  ///
  /// @param value in the point's unit
  /// @param on whether `value` is the one for on
  /// @param attempt rises by one with every write of this output, from 1
  /// @param last whether the engine has stopped: nothing follows and no answer is heard
  record Write(String outputId, PointId point, double value, boolean on, long attempt, boolean last)
      implements OutputEvent {}

  /// To be kept in the record.
  ///
  /// @param reason one sentence, both languages
  /// @param at the instant it was decided
  record Told(String outputId, OutputWord word, Text reason, Instant at) implements OutputEvent {}
}
