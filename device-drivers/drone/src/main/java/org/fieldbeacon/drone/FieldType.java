package org.fieldbeacon.drone;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Locale;

/// Types of message fields, low byte first on the wire.
enum FieldType {
  U8(1, "uint8_t"),
  I8(1, "int8_t"),
  U16(2, "uint16_t"),
  I16(2, "int16_t"),
  U32(4, "uint32_t"),
  I32(4, "int32_t"),
  U64(8, "uint64_t"),
  I64(8, "int64_t"),
  F32(4, "float"),
  F64(8, "double"),
  CHAR(1, "char");

  private final int size;
  private final String cName;

  FieldType(int size, String cName) {
    this.size = size;
    this.cName = cName;
  }

  static FieldType of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /// In bytes.
  int size() {
    return size;
  }

  /// The name that goes into CRC_EXTRA.
  String cName() {
    return cName;
  }

  /// The value at `at`: an Integer, Long, BigInteger or Double; the text `NaN`, `Infinity` or
  /// `-Infinity` where there is no number.
  Object read(ByteBuffer payload, int at) {
    return switch (this) {
      case U8, CHAR -> payload.get(at) & 0xFF;
      case I8 -> (int) payload.get(at);
      case U16 -> payload.getShort(at) & 0xFFFF;
      case I16 -> (int) payload.getShort(at);
      case U32 -> Integer.toUnsignedLong(payload.getInt(at));
      case I32 -> payload.getInt(at);
      case I64 -> payload.getLong(at);
      case U64 -> unsigned(payload.getLong(at));
      // The shortest decimal of a float, not the digits of its widening.
      case F32 -> finite(Double.parseDouble(Float.toString(payload.getFloat(at))));
      case F64 -> finite(payload.getDouble(at));
    };
  }

  /// The greatest value, which in many fields means none.
  double max() {
    return switch (this) {
      case U8, CHAR -> 0xFF;
      case I8 -> Byte.MAX_VALUE;
      case U16 -> 0xFFFF;
      case I16 -> Short.MAX_VALUE;
      case U32 -> 0xFFFF_FFFFL;
      case I32 -> Integer.MAX_VALUE;
      case U64 -> 0x1p64;
      case I64 -> 0x1p63;
      case F32, F64 -> Double.POSITIVE_INFINITY;
    };
  }

  private static Object unsigned(long value) {
    return value >= 0 ? (Object) value : new BigInteger(Long.toUnsignedString(value));
  }

  private static Object finite(double value) {
    return Double.isFinite(value) ? (Object) value : String.valueOf(value);
  }
}
