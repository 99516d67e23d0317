package org.fieldbeacon.mqttdevices;

import java.time.Instant;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.Quality;

/// A value on its way to becoming an observation of a point.
///
/// @param value in the point's unit; NaN exactly when `quality` is MISSING
/// @param time when it held by the sender's clock; empty when nobody says
record PointValue(PointProfile point, double value, Quality quality, Optional<Instant> time) {
  /// A number that nobody judged; missing where it is NaN.
  static PointValue plain(PointProfile point, double value, Optional<Instant> time) {
    return new PointValue(
        point, value, Double.isNaN(value) ? Quality.MISSING : Quality.NOT_EVALUATED, time);
  }

  static PointValue of(PointProfile point, Reading reading) {
    boolean isMissing = reading.quality() == Quality.MISSING;
    return new PointValue(
        point,
        isMissing ? Double.NaN : reading.unit().convert(reading.value(), point.unit()),
        reading.quality(),
        reading.time());
  }
}
