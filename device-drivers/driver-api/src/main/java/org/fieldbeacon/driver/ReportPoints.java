package org.fieldbeacon.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// Readings of a device as observations of its points: each point takes the reading of its own
/// name, or the one that its address names, in its own unit.
final class ReportPoints {
  /// A device's clock may be ahead by this; beyond, its times are not believed.
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private final Device device;
  private final Map<String, List<Target>> targets = new HashMap<>();

  ReportPoints(Device device) {
    this.device = device;
    for (PointProfile point : device.profile().points()) {
      targets
          .computeIfAbsent(reading(point), _ -> new ArrayList<>())
          .add(new Target(new PointId(device.name(), point.name()), point.unit()));
    }
  }

  /// A point that takes a reading.
  private record Target(PointId id, Unit unit) {}

  Device device() {
    return device;
  }

  /// The reading that a point takes.
  static String reading(PointProfile point) {
    return point.address().text("reading", point.name());
  }

  void observe(
      List<Reading> readings,
      Instant received,
      String source,
      DriverContext.ObservationSink observations) {
    for (Reading reading : readings) {
      for (Target target : targets.getOrDefault(reading.point(), List.of())) {
        if (reading.unit().convertsTo(target.unit())) {
          observations.accept(observation(target, reading, received, source));
        }
      }
    }
  }

  private static Observation observation(
      Target target, Reading reading, Instant received, String source) {
    Instant stated = reading.time().orElse(received);
    boolean isAhead = stated.isAfter(received.plus(AHEAD));
    boolean isMissing = reading.quality() == Quality.MISSING;
    double value = isMissing ? Double.NaN : reading.unit().convert(reading.value(), target.unit());
    String detail =
        isMissing
            ? "the device says it has no value"
            : isAhead
                ? joined(
                    reading.detail(), "the device's clock says " + stated + ", taken as received")
                : reading.detail();
    return new Observation(
        target.id(),
        value,
        target.unit(),
        isAhead ? received : stated,
        received,
        Duration.ZERO,
        reading.quality(),
        source,
        detail);
  }

  private static String joined(String first, String second) {
    return first.isEmpty() ? second : first + "; " + second;
  }
}
