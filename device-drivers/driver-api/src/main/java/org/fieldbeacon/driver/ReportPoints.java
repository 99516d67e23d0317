package org.fieldbeacon.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;

/// Readings of a device as observations of its points: each point takes the reading of its own
/// name, or the one that its address names, in its own unit.
final class ReportPoints {
  /// A device's clock may be ahead by this; beyond, its times are not believed.
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private ReportPoints() {}

  /// The reading that a point takes.
  static String reading(PointProfile point) {
    return point.address().text("reading", point.name());
  }

  static List<Observation> observations(
      Device device, List<Reading> readings, Instant received, String source) {
    List<Observation> observations = new ArrayList<>();
    for (Reading reading : readings) {
      for (PointProfile point : device.profile().points()) {
        if (reading(point).equals(reading.point()) && reading.unit().convertsTo(point.unit())) {
          observations.add(observation(device, point, reading, received, source));
        }
      }
    }
    return observations;
  }

  private static Observation observation(
      Device device, PointProfile point, Reading reading, Instant received, String source) {
    Instant stated = reading.time().orElse(received);
    boolean isAhead = stated.isAfter(received.plus(AHEAD));
    boolean isMissing = reading.quality() == Quality.MISSING;
    double value = isMissing ? Double.NaN : reading.unit().convert(reading.value(), point.unit());
    String detail =
        isMissing
            ? "the device says it has no value"
            : isAhead ? "the device's clock says " + stated + ", taken as received" : "";
    return new Observation(
        new PointId(device.name(), point.name()),
        value,
        point.unit(),
        isAhead ? received : stated,
        received,
        Duration.ZERO,
        reading.quality(),
        source,
        detail);
  }
}
