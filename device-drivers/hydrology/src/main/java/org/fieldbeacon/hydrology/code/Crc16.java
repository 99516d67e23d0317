package org.fieldbeacon.hydrology.code;

/// The 16-bit check of SL 651-2014 (6.2.3.1: X16+X15+X2+1, H.3.2) and SDI-12 v1.4 (4.4.12.1):
/// polynomial 8005H reflected, no final inversion. They differ in the first value and in how the
/// result is sent.
public final class Crc16 {
  public static final int SL651_START = 0xFFFF;
  public static final int SDI12_START = 0;

  /// What a byte alone makes of a register of zero.
  private static final int[] TABLE = table();

  private Crc16() {}

  /// Over `length` bytes from `offset`.
  public static int of(int start, byte[] bytes, int offset, int length) {
    int crc = start;
    for (int i = offset; i < offset + length; i++) {
      crc = crc >>> 8 ^ TABLE[(crc ^ bytes[i]) & 0xFF];
    }
    return crc;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int b = 0; b < table.length; b++) {
      int crc = b;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >>> 1 ^ 0xA001 : crc >>> 1;
      }
      table[b] = crc;
    }
    return table;
  }
}
