package org.fieldbeacon.hydrology.sl651;

/// JPEG files begin with FFD8 and end with FFD9 (ISO/IEC 10918-1, annex B).
final class Jpeg {
  private Jpeg() {}

  static boolean isWhole(byte[] bytes) {
    int n = bytes.length;
    return n >= 4
        && (bytes[0] & 0xFF) == 0xFF
        && (bytes[1] & 0xFF) == 0xD8
        && (bytes[n - 2] & 0xFF) == 0xFF
        && (bytes[n - 1] & 0xFF) == 0xD9;
  }
}
