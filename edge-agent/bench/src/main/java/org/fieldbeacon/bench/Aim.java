package org.fieldbeacon.bench;

/// What a figure is to reach.
///
/// @param figure its name, with the unit
/// @param limit in that unit
record Aim(String figure, Side side, double limit) {
  enum Side {
    AT_LEAST(">="),
    AT_MOST("<=");

    final String sign;

    Side(String sign) {
      this.sign = sign;
    }
  }

  /// Whether `got` is on the right side; NaN never is.
  boolean isMetBy(double got) {
    return switch (side) {
      case AT_LEAST -> got >= limit;
      case AT_MOST -> got <= limit;
    };
  }
}
