package org.fieldbeacon.mqttdevices;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// How a number lies in a payload. Without `_LE` the high byte comes first.
enum PackedType {
  U8(1),
  S8(1),
  U16(2),
  S16(2),
  U24(3),
  U32(4),
  S32(4),
  F32(4),
  U16_LE(2),
  S16_LE(2),
  U24_LE(3),
  U32_LE(4),
  S32_LE(4),
  F32_LE(4);

  private final int bytes;

  PackedType(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  private boolean isLowFirst() {
    return name().endsWith("_LE");
  }

  /// @param bit the least bit of a bit field
  /// @param bits its width; 0 takes the whole number
  double raw(byte[] data, int at, int bit, int bits) {
    if (this == F32 || this == F32_LE) {
      return ByteBuffer.wrap(data)
          .order(isLowFirst() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
          .getFloat(at);
    }
    long raw = 0;
    for (int i = 0; i < bytes; i++) {
      int from = isLowFirst() ? at + bytes - 1 - i : at + i;
      raw = raw << 8 | data[from] & 0xFF;
    }
    if (bits > 0) {
      return raw >> bit & (1L << bits) - 1;
    }
    int unused = 64 - 8 * bytes;
    return name().startsWith("S") ? raw << unused >> unused : raw;
  }
}
