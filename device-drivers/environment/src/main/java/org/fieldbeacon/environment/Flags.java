package org.fieldbeacon.environment;

import org.fieldbeacon.observation.Quality;

/// Data flags (HJ 212-2017 table 9) as quality flags. The value itself is never changed.
final class Flags {
  private Flags() {}

  /// @param flag empty when the item has none
  static Quality quality(String flag) {
    return switch (flag) {
      // No flag: the sender did not judge it.
      case "" -> Quality.NOT_EVALUATED;
      // N normal.
      case "N" -> Quality.PASS;
      // M maintenance, D fault, C calibration, B the instrument does not answer: not the water.
      case "M", "D", "C", "B" -> Quality.FAIL;
      // F discharge stopped, S entered by hand, T over the upper limit; H and others are in use.
      default -> Quality.SUSPECT;
    };
  }
}
