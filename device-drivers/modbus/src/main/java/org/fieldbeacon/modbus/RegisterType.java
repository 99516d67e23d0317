package org.fieldbeacon.modbus;

import java.nio.ByteBuffer;
import java.util.OptionalDouble;

/// What a value looks like in registers. Register bytes come as they were sent, high byte first;
/// the [WordOrder] says how several registers make one value.
enum RegisterType {
  U16(1),
  S16(1),
  U32(2),
  S32(2),
  U64(4),
  S64(4),
  F32(2),
  F64(4),
  BCD16(1),
  BCD32(2),
  /// `bits` bits from `bit` up, bit 0 the least.
  BIT(1);

  private final int words;

  RegisterType(int words) {
    this.words = words;
  }

  /// Registers it takes.
  int words() {
    return words;
  }

  /// The number in these bytes, empty when they are not one (a BCD digit above 9, a NaN).
  ///
  /// @param ordered high byte first, `2 * words()` of them
  OptionalDouble decode(byte[] ordered, int bit, int bits) {
    long word = 0;
    for (byte octet : ordered) {
      word = word << 8 | octet & 0xFF;
    }
    return switch (this) {
      case U16, U32 -> OptionalDouble.of((double) word);
      case S16 -> OptionalDouble.of((short) word);
      case S32 -> OptionalDouble.of((int) word);
      case U64 -> OptionalDouble.of(unsigned(word));
      case S64 -> OptionalDouble.of((double) word);
      case F32 -> finite(Float.intBitsToFloat((int) word));
      case F64 -> finite(Double.longBitsToDouble(word));
      case BCD16, BCD32 -> bcd(ordered);
      case BIT -> OptionalDouble.of((int) word >> bit & ((1 << bits) - 1));
    };
  }

  /// The bytes of `raw`, high byte first; throws when it does not fit.
  byte[] encode(double raw) {
    var buffer = ByteBuffer.allocate(words * 2);
    switch (this) {
      case U16, BIT -> buffer.putShort((short) within(raw, 0, 0xFFFF));
      case S16 -> buffer.putShort((short) within(raw, Short.MIN_VALUE, Short.MAX_VALUE));
      case U32 -> buffer.putInt((int) within(raw, 0, 0xFFFF_FFFFL));
      case S32 -> buffer.putInt((int) within(raw, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case U64 -> buffer.putLong(within(raw, 0, Long.MAX_VALUE));
      case S64 -> buffer.putLong(within(raw, Long.MIN_VALUE, Long.MAX_VALUE));
      case F32 -> buffer.putFloat((float) raw);
      case F64 -> buffer.putDouble(raw);
      case BCD16, BCD32 -> putBcd(buffer, within(raw, 0, this == BCD16 ? 9_999 : 99_999_999));
    }
    return buffer.array();
  }

  private static OptionalDouble finite(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : (value >>> 1) * 2.0 + (value & 1);
  }

  private static OptionalDouble bcd(byte[] digits) {
    long value = 0;
    for (byte pair : digits) {
      int high = pair >> 4 & 0xF;
      int low = pair & 0xF;
      if (high > 9 || low > 9) {
        return OptionalDouble.empty();
      }
      value = value * 100 + high * 10L + low;
    }
    return OptionalDouble.of((double) value);
  }

  private static void putBcd(ByteBuffer buffer, long value) {
    for (int i = buffer.capacity() - 1; i >= 0; i--) {
      buffer.put(i, (byte) (value / 10 % 10 << 4 | value % 10));
      value /= 100;
    }
  }

  private static long within(double raw, long min, long max) {
    long rounded = Math.round(raw);
    if (raw < min || raw > max || rounded < min || rounded > max) {
      throw new IllegalArgumentException("raw value: got " + raw + ", wanted " + min + ".." + max);
    }
    return rounded;
  }
}
