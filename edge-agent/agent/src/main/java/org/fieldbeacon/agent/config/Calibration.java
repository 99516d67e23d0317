package org.fieldbeacon.agent.config;

/// What a technician has found of one sensor by comparing it with something better: `value = slope
/// * scaled + offset`, where `scaled` is what the profile makes of the sensor's answer.
///
/// @param slope not 0; 1 for a sensor that is right
/// @param offset in the point's unit
public record Calibration(double slope, double offset) {
  /// Of a sensor that has not been compared with anything.
  public static final Calibration NONE = new Calibration(1, 0);

  public Calibration {
    if (slope == 0 || !Double.isFinite(slope) || !Double.isFinite(offset)) {
      throw new IllegalArgumentException(
          "got slope " + slope + ", offset " + offset + ", wanted numbers, the slope not 0");
    }
  }

  /// The straight line through two comparisons.
  ///
  /// @param lowScaled what the sensor said, without any calibration
  /// @param lowTrue what it should have said
  public static Calibration through(
      double lowScaled, double lowTrue, double highScaled, double highTrue) {
    double slope = (highTrue - lowTrue) / (highScaled - lowScaled);
    return new Calibration(slope, lowTrue - slope * lowScaled);
  }

  /// The value that is meant when the sensor says `scaled`.
  public double apply(double scaled) {
    return slope * scaled + offset;
  }
}
