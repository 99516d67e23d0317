package org.fieldbeacon.driver;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// What one frame says, or why it says nothing.
public sealed interface DecodedFrame {
  /// A frame that holds.
  ///
  /// @param fields its parts in the protocol's own words, in the frame's order: strings, numbers,
  ///   booleans, lists and maps
  /// @param readings what it measures
  record Good(Map<String, Object> fields, List<Reading> readings) implements DecodedFrame {
    public Good {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
      readings = List.copyOf(readings);
    }
  }

  /// A frame that does not.
  ///
  /// @param what is wrong: `check value`, `length`
  /// @param offset in bytes from the frame's start; in characters for a text frame
  /// @param got what stands there
  /// @param wanted what would be right
  record Bad(String what, int offset, String got, String wanted) implements DecodedFrame {}

  /// One measured value in a frame.
  ///
  /// @param point the point's name as profiles have it: `water-level`
  /// @param value in `unit`; NaN exactly when `quality` is MISSING
  /// @param time when it held by the sender's clock; empty when the frame has no time
  /// @param detail what the device says beside the number or why it is doubtful; mostly empty
  record Reading(
      String point,
      double value,
      Unit unit,
      Optional<Instant> time,
      Quality quality,
      String detail) {
    public Reading(String point, double value, Unit unit, Optional<Instant> time, Quality quality) {
      this(point, value, unit, time, quality, "");
    }
  }
}
