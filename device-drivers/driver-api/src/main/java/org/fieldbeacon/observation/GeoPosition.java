package org.fieldbeacon.observation;

/// A place on the ground, WGS-84 (CGCS2000 agrees within decimetres and is stored the same).
///
/// @param latitudeDeg -90..90, north positive
/// @param longitudeDeg -180..180, east positive
public record GeoPosition(double latitudeDeg, double longitudeDeg) {
  public GeoPosition {
    requireWithin("latitude", latitudeDeg, 90);
    requireWithin("longitude", longitudeDeg, 180);
  }

  private static void requireWithin(String what, double deg, double limit) {
    if (!(Math.abs(deg) <= limit)) {
      throw new IllegalArgumentException(
          what + ": got " + deg + ", wanted -" + limit + ".." + limit + " degrees");
    }
  }
}
