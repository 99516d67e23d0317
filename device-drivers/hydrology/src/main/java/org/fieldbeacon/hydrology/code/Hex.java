package org.fieldbeacon.hydrology.code;

import java.util.HexFormat;

/// Bytes as people write them: upper-case hex without blanks.
public final class Hex {
  private static final HexFormat UPPER = HexFormat.of().withUpperCase();

  private Hex() {}

  public static String of(byte[] bytes, int offset, int length) {
    return UPPER.formatHex(bytes, offset, offset + length);
  }

  public static String of(byte[] bytes) {
    return UPPER.formatHex(bytes);
  }

  /// One byte, two digits.
  public static String of(int octet) {
    return UPPER.toHexDigits((byte) octet);
  }

  public static String word(int value) {
    return UPPER.toHexDigits((short) value);
  }
}
