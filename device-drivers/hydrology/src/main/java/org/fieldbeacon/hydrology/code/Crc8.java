package org.fieldbeacon.hydrology.code;

/// The 8-bit check of SZY 206 and SL/T 427 over the user data: X7+X6+X5+X2+1 as the register's
/// lower bits (E5H), first value 0, not reflected.
public final class Crc8 {
  private Crc8() {}

  public static int of(byte[] bytes, int offset, int length) {
    int crc = 0;
    for (int i = offset; i < offset + length; i++) {
      crc ^= bytes[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = ((crc & 0x80) != 0 ? crc << 1 ^ 0xE5 : crc << 1) & 0xFF;
      }
    }
    return crc;
  }
}
