package org.fieldbeacon.agent.console;

import org.fieldbeacon.observation.GeoPosition;

/// Positions as maps in China show them (GCJ-02), and back to WGS-84. The offset is published only
/// as the formula that map services have used since 2002; back is found by iteration, good to
/// centimetres by that formula, and to a few metres in truth. CGCS2000 is WGS-84 to within
/// centimetres and needs nothing.
final class Gcj02 {
  /// Krasovsky 1940, which the formula is built on.
  private static final double AXIS_M = 6_378_245.0;

  private static final double ECCENTRICITY_SQUARED = 0.006693421622965943;
  private static final int ROUNDS = 8;

  private Gcj02() {}

  static GeoPosition toWgs84(double latitudeDeg, double longitudeDeg) {
    if (isOutside(latitudeDeg, longitudeDeg)) {
      return new GeoPosition(latitudeDeg, longitudeDeg);
    }
    double latitude = latitudeDeg;
    double longitude = longitudeDeg;
    for (int i = 0; i < ROUNDS; i++) {
      double[] shown = fromWgs84(latitude, longitude);
      latitude -= shown[0] - latitudeDeg;
      longitude -= shown[1] - longitudeDeg;
    }
    return new GeoPosition(latitude, longitude);
  }

  /// Latitude, longitude.
  static double[] fromWgs84(double latitudeDeg, double longitudeDeg) {
    double x = longitudeDeg - 105;
    double y = latitudeDeg - 35;
    double north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x));
    north += (20 * sin(6 * x) + 20 * sin(2 * x)) * 2 / 3;
    north += (20 * sin(y) + 40 * sin(y / 3)) * 2 / 3;
    north += (160 * sin(y / 12) + 320 * sin(y / 30)) * 2 / 3;
    double east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x));
    east += (20 * sin(6 * x) + 20 * sin(2 * x)) * 2 / 3;
    east += (20 * sin(x) + 40 * sin(x / 3)) * 2 / 3;
    east += (150 * sin(x / 12) + 300 * sin(x / 30)) * 2 / 3;
    double phi = Math.toRadians(latitudeDeg);
    double magic = 1 - ECCENTRICITY_SQUARED * Math.sin(phi) * Math.sin(phi);
    double root = Math.sqrt(magic);
    double meridian = AXIS_M * (1 - ECCENTRICITY_SQUARED) / (magic * root);
    double parallel = AXIS_M / root * Math.cos(phi);
    return new double[] {
      latitudeDeg + Math.toDegrees(north / meridian), longitudeDeg + Math.toDegrees(east / parallel)
    };
  }

  private static double sin(double halfTurns) {
    return Math.sin(halfTurns * Math.PI);
  }

  private static boolean isOutside(double latitudeDeg, double longitudeDeg) {
    return longitudeDeg < 72.004
        || longitudeDeg > 137.8347
        || latitudeDeg < 0.8293
        || latitudeDeg > 55.8271;
  }
}
