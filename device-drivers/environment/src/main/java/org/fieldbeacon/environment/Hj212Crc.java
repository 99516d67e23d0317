package org.fieldbeacon.environment;

/// The check value of HJ 212-2017 annex A. It is not CRC-16/MODBUS: the byte is joined to the
/// register's high half, which alone is kept, so only 256 of the 65,536 values ever occur and it
/// detects no more than a check of one byte does.
final class Hj212Crc {
  private static final int POLYNOMIAL = 0xA001;

  private Hj212Crc() {}

  static int of(byte[] bytes, int offset, int length) {
    int crc = 0xFFFF;
    for (int i = offset; i < offset + length; i++) {
      crc = crc >> 8 ^ bytes[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >> 1 ^ POLYNOMIAL : crc >> 1;
      }
    }
    return crc;
  }
}
