package org.fieldbeacon.hydrology.sdi12;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.Problems;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;

/// Which value of which measurement a point is.
///
/// @param index of the value, from 1, over all the answers to `aD0!`, `aD1!` and so on
/// @param none raw values by which the sensor says that it has none
record SensorPoint(
    PointId id,
    PointProfile point,
    String command,
    int index,
    double scale,
    double offset,
    Set<Double> none) {
  static final String COMMAND = "command";
  static final String VALUE = "value";
  static final String NO_VALUE = "no-value";
  static final int MOST_VALUES = 999;

  private static final Set<String> KEYS = Set.of(COMMAND, VALUE, "scale", "offset", NO_VALUE);

  SensorPoint {
    none = Set.copyOf(none);
  }

  /// @param usual the profile's command, where the point has none of its own
  static SensorPoint read(String device, PointProfile point, String usual) {
    Attributes at = point.address();
    return new SensorPoint(
        new PointId(device, point.name()),
        point,
        at.text(COMMAND, usual),
        at.integer(VALUE, 1, MOST_VALUES, 1),
        at.number("scale", 1),
        at.number("offset", 0),
        none(at));
  }

  static void check(String path, PointProfile point, String usual, Problems problems) {
    Attributes at = point.address();
    problems.unknown(path, at, KEYS);
    if (!at.has(VALUE)) {
      problems.add(path + "." + VALUE, "nothing", "which value of the answer it is, from 1");
    }
    problems.attempt(path, () -> at.integer(VALUE, 1, MOST_VALUES, 1));
    problems.attempt(path, () -> at.number("offset", 0));
    problems.attempt(
        path,
        () -> {
          double scale = at.number("scale", 1);
          if (scale == 0) {
            problems.add(path + ".scale", "0", "a number other than 0");
          }
          return scale;
        });
    if (at.has(NO_VALUE) && none(at).isEmpty()) {
      problems.add(path + "." + NO_VALUE, at.text(NO_VALUE, ""), "a list of numbers: [-9999]");
    }
    String command = at.text(COMMAND, usual);
    if (Measure.read(command, false).isEmpty()) {
      problems.add(path + "." + COMMAND, "\"" + command + "\"", Measure.FORM);
    }
    if (point.access().canWrite()) {
      problems.add(path, "an output", "access: read");
    }
  }

  /// What the sensor's number means; missing where it is the sensor's word for none.
  Observation observation(BigDecimal raw, Instant at, String source) {
    double number = raw.doubleValue();
    return none.contains(number)
        ? missing(at, source, "the sensor says it has no value: " + raw.toPlainString())
        : Observation.of(id, number * scale + offset, point.unit(), at, source);
  }

  Observation missing(Instant at, String source, String reason) {
    return Observation.missing(id, point.unit(), at, source, reason);
  }

  private static Set<Double> none(Attributes at) {
    Set<Double> none = new HashSet<>();
    if (at.values().get(NO_VALUE) instanceof List<?> list) {
      for (Object each : list) {
        if (!(each instanceof Number number)) {
          return Set.of();
        }
        none.add(number.doubleValue());
      }
    }
    return none;
  }
}
