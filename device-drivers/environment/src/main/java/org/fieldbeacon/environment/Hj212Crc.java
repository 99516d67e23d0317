package org.fieldbeacon.environment;

/// The check value of HJ 212-2017 annex A. It is not CRC-16/MODBUS: the byte is joined to the
/// register's high half, which alone is kept, so only 256 of the 65,536 values ever occur and it
/// detects no more than a check of one byte does.
final class Hj212Crc {
  private static final int POLYNOMIAL = 0xA001;

  /// The register never holds more than a byte when it is shifted.
  private static final int[] TABLE = table();

  private Hj212Crc() {}

  static int of(byte[] bytes, int offset, int length) {
    int crc = 0xFFFF;
    for (int i = offset; i < offset + length; i++) {
      crc = TABLE[crc >> 8 ^ bytes[i] & 0xFF];
    }
    return crc;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int b = 0; b < table.length; b++) {
      int crc = b;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >> 1 ^ POLYNOMIAL : crc >> 1;
      }
      table[b] = crc;
    }
    return table;
  }
}
