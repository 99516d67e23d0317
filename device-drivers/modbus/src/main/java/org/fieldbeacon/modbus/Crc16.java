package org.fieldbeacon.modbus;

/// CRC-16/MODBUS: polynomial 0x8005 reflected, initial value 0xFFFF (Modbus over Serial Line V1.02
/// §6.2.2). On the wire the low byte goes first.
final class Crc16 {
  private static final int[] TABLE = table();

  private Crc16() {}

  static int of(byte[] bytes, int offset, int length) {
    int crc = 0xFFFF;
    for (int i = offset; i < offset + length; i++) {
      crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[i]) & 0xFF];
    }
    return crc;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 1 ? (crc >>> 1) ^ 0xA001 : crc >>> 1;
      }
      table[i] = crc;
    }
    return table;
  }
}
