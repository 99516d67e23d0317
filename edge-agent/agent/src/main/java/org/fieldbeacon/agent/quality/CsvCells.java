package org.fieldbeacon.agent.quality;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/// The cells of a CSV of readings. What cannot be read is an [IllegalArgumentException] that says
/// what it got and what it wanted. Stateless.
public final class CsvCells {
  private CsvCells() {}

  /// ISO-8601 with zone.
  public static Instant time(String cell) {
    try {
      return OffsetDateTime.parse(cell).toInstant();
    } catch (DateTimeException _) {
      throw new IllegalArgumentException(
          "time: got \"" + cell + "\", wanted ISO-8601 with zone, 2026-07-14T08:00:00+08:00");
    }
  }

  /// A finite number; NaN for a missing one, which is an empty cell, `NaN` or `M`.
  public static double value(String cell) {
    if (cell.isBlank() || cell.equalsIgnoreCase("nan") || cell.equals("M")) {
      return Double.NaN;
    }
    try {
      double value = Double.parseDouble(cell);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Said below.
    }
    throw new IllegalArgumentException("value: got \"" + cell + "\", wanted a number or nothing");
  }
}
