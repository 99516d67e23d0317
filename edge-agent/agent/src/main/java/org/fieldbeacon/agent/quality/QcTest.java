package org.fieldbeacon.agent.quality;

import java.util.Locale;

/// The QARTOD tests of this house, in the manual's order.
public enum QcTest {
  /// The time since the last sample; says something of the series, not of the value, and so does
  /// not enter the roll-up.
  GAP,
  GROSS_RANGE,
  CLIMATOLOGY,
  SPIKE,
  RATE_OF_CHANGE,
  FLAT_LINE,
  ATTENUATED_SIGNAL,
  NEIGHBOUR;

  /// As written in files: `gross-range`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
