package org.fieldbeacon.gpio;

import org.fieldbeacon.observation.Quality;

/// One value of a sensor.
///
/// @param value NaN when there is none
/// @param quality MISSING exactly when `value` is NaN
record Measured(double value, Quality quality, String detail) {
  static Measured of(double value) {
    return new Measured(value, Quality.NOT_EVALUATED, "");
  }

  static Measured suspect(double value, String why) {
    return new Measured(value, Quality.SUSPECT, why);
  }

  static Measured missing(String why) {
    return new Measured(Double.NaN, Quality.MISSING, why);
  }
}
