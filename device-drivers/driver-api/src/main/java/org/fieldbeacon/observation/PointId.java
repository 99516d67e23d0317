package org.fieldbeacon.observation;

/// One observed property of one device, as written in a site file: `river-gauge-01/level`. The
/// SensorThings term is Datastream.
///
/// @param device the device's name within the site, 1..64 of `a-z 0-9 -`
/// @param point the point's name within the device, 1..64 of `a-z 0-9 -`
public record PointId(String device, String point) implements Comparable<PointId> {
  private static final int MOST_CHARS = 64;

  public PointId {
    requireName("device", device);
    requireName("point", point);
  }

  /// Reads `device/point`.
  public static PointId parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("point id: got \"" + text + "\", wanted device/point");
    }
    return new PointId(text.substring(0, slash), text.substring(slash + 1));
  }

  /// Whether [#parse] takes `text`.
  public static boolean isId(String text) {
    int slash = text.indexOf('/');
    return slash >= 0 && isName(text.substring(0, slash)) && isName(text.substring(slash + 1));
  }

  /// Whether `name` can name a device or a point.
  public static boolean isName(String name) {
    // Written out: some drivers name each reading anew, and a pattern costs ten times as much.
    int length = name.length();
    if (length == 0 || length > MOST_CHARS || name.charAt(0) == '-') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = name.charAt(i);
      if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) {
        return false;
      }
    }
    return true;
  }

  private static void requireName(String what, String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          what + " name: got \"" + name + "\", wanted 1..64 of a-z 0-9 - starting with a-z or 0-9");
    }
  }

  @Override
  public int compareTo(PointId other) {
    int byDevice = device.compareTo(other.device);
    return byDevice != 0 ? byDevice : point.compareTo(other.point);
  }

  @Override
  public String toString() {
    return device + "/" + point;
  }
}
