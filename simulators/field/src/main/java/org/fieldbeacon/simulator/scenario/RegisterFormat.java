package org.fieldbeacon.simulator.scenario;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;

/// How a value becomes registers: `raw = (value - offset) / scale`.
///
/// A raw value outside the type stays at its end, as a sensor's does; a counter's goes round.
///
/// @param type width and kind
/// @param order A is the most significant byte of a value of two registers; longer ones follow the
///   same rule
/// @param scale not 0
/// @param wraps whether a whole-number type goes round (a counter)
public record RegisterFormat(Type type, Order order, double scale, double offset, boolean wraps) {
  /// What the registers hold.
  public enum Type {
    U16(1, false),
    S16(1, true),
    U32(2, false),
    S32(2, true),
    U64(4, false),
    S64(4, true),
    F32(2, true),
    F64(4, true);

    private final int words;
    private final boolean signed;

    Type(int words, boolean signed) {
      this.words = words;
      this.signed = signed;
    }

    int words() {
      return words;
    }
  }

  /// Byte order of values longer than a register.
  public enum Order {
    ABCD,
    CDAB,
    BADC,
    DCBA
  }

  public RegisterFormat {
    if (scale == 0 || !Double.isFinite(scale) || !Double.isFinite(offset)) {
      throw new IllegalArgumentException(
          "scale, offset: got " + scale + ", " + offset + ", wanted numbers, scale not 0");
    }
  }

  /// Registers it takes.
  public int words() {
    return type.words();
  }

  /// The registers for a finite value, each 0..65535.
  public int[] registers(double value) {
    double quotient = (value - offset) / scale;
    double raw = Math.clamp(quotient, -Double.MAX_VALUE, Double.MAX_VALUE);
    byte[] bytes =
        switch (type) {
          case F32 -> ByteBuffer.allocate(4).putFloat((float) raw).array();
          case F64 -> ByteBuffer.allocate(8).putDouble(raw).array();
          case U16, S16, U32, S32, U64, S64 -> whole(raw);
        };
    return inOrder(bytes);
  }

  private byte[] whole(double raw) {
    int bits = 16 * type.words;
    BigInteger span = BigInteger.ONE.shiftLeft(bits);
    BigInteger min = type.signed ? span.shiftRight(1).negate() : BigInteger.ZERO;
    BigInteger max = min.add(span).subtract(BigInteger.ONE);
    BigInteger rounded = new BigDecimal(raw).setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
    BigInteger held = wraps ? rounded : rounded.max(min).min(max);
    byte[] bytes = new byte[2 * type.words];
    for (int i = 0; i < bytes.length; i++) {
      bytes[bytes.length - 1 - i] = held.shiftRight(8 * i).byteValue();
    }
    return bytes;
  }

  private int[] inOrder(byte[] bytes) {
    boolean wordsReversed = order == Order.CDAB || order == Order.DCBA;
    boolean bytesSwapped = order == Order.BADC || order == Order.DCBA;
    int[] registers = new int[type.words];
    for (int i = 0; i < registers.length; i++) {
      int word = wordsReversed ? registers.length - 1 - i : i;
      int high = bytes[2 * word] & 0xFF;
      int low = bytes[2 * word + 1] & 0xFF;
      registers[i] = bytesSwapped ? low << 8 | high : high << 8 | low;
    }
    return registers;
  }
}
