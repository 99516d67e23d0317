package org.fieldbeacon.drone;

import java.nio.charset.StandardCharsets;

/// The check value of MAVLink: CRC-16/MCRF4XX, that is X.25 without the last inversion (polynomial
/// 0x1021 reflected, start 0xFFFF).
final class MavCrc {
  private int crc = 0xFFFF;

  MavCrc add(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      add(bytes[i]);
    }
    return this;
  }

  MavCrc add(int value) {
    int b = (value ^ crc) & 0xFF;
    b = (b ^ b << 4) & 0xFF;
    crc = crc >> 8 ^ b << 8 ^ b << 3 ^ b >> 4;
    return this;
  }

  MavCrc add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return add(bytes, 0, bytes.length);
  }

  int value() {
    return crc & 0xFFFF;
  }
}
