package org.fieldbeacon.observation;

import java.time.Duration;
import java.time.Instant;

/// One value of one point, with everything needed to judge it (ISO 19156 OM_Observation;
/// SensorThings Observation).
///
/// @param point whose value this is
/// @param value the value in `unit`; NaN exactly when `quality` is MISSING
/// @param unit the UCUM unit of `value`
/// @param phenomenonTime when the value held in the field, by the device's clock where it has one
/// @param receivedTime when this gateway had it, by the gateway's clock
/// @param timeUncertainty half-width of the interval around `phenomenonTime`; zero or more
/// @param quality QARTOD flag
/// @param source where it came from, for a person: `modbus tcp 10.0.0.7:502 unit 1`
/// @param detail why it is missing or doubtful, empty when there is nothing to say
public record Observation(
    PointId point,
    double value,
    Unit unit,
    Instant phenomenonTime,
    Instant receivedTime,
    Duration timeUncertainty,
    Quality quality,
    String source,
    String detail) {

  public Observation {
    if (Double.isNaN(value) != (quality == Quality.MISSING)) {
      throw new IllegalArgumentException(
          point
              + ": got value "
              + value
              + " with flag "
              + quality
              + ", wanted NaN exactly when MISSING");
    }
    if (Double.isInfinite(value)) {
      throw new IllegalArgumentException(point + ": got " + value + ", wanted a finite value");
    }
    if (timeUncertainty.isNegative()) {
      throw new IllegalArgumentException(
          point + ": got time uncertainty " + timeUncertainty + ", wanted zero or more");
    }
  }

  /// A value that no quality test has looked at, seen and received at the same instant.
  public static Observation of(PointId point, double value, Unit unit, Instant at, String source) {
    return new Observation(
        point, value, unit, at, at, Duration.ZERO, Quality.NOT_EVALUATED, source, "");
  }

  /// No value where one was due, with the reason.
  public static Observation missing(
      PointId point, Unit unit, Instant at, String source, String reason) {
    return new Observation(
        point, Double.NaN, unit, at, at, Duration.ZERO, Quality.MISSING, source, reason);
  }

  public boolean isMissing() {
    return quality == Quality.MISSING;
  }

  /// The same observation under another flag. A missing value stays missing.
  public Observation flagged(Quality flag, String why) {
    if (isMissing()) {
      return this;
    }
    return new Observation(
        point, value, unit, phenomenonTime, receivedTime, timeUncertainty, flag, source, why);
  }
}
