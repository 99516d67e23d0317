package org.fieldbeacon.agent.inference;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// The rows that a model of series was asked about, and those before them that a gap at their start
/// may be filled from.
///
/// @param end of the newest row
/// @param period of a row
/// @param columns in the order of the card's channels
public record SeenWindow(Instant end, Duration period, List<Column> columns) {
  public SeenWindow {
    columns = List.copyOf(columns);
  }

  /// One channel.
  ///
  /// @param point where its values come from
  /// @param unit the channel's, by the card
  /// @param values one for each row, oldest first, NaN where there was none; given away by whoever
  ///   makes it, never written again
  @SuppressWarnings("ArrayRecordComponent")
  public record Column(PointId point, Unit unit, double[] values) {}
}
