package org.fieldbeacon.contract;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The values of one column, exactly: as scaled whole numbers when all of them have at most six
/// decimal places, else as binary32 when that is exact, else as binary64. NaN is "missing" and goes
/// into a bitmap.
///
/// @param scale 0..6 decimal places, 32 or 64
/// @param missing bitmap, null when no value is missing
/// @param packed the values that are there
record ValuePacker(int scale, byte @Nullable [] missing, byte[] packed) {
  private static final double[] POWER = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};

  /// Whole numbers above 2^53 are not all doubles.
  private static final double LARGEST = 9.007199254740992e15;

  static ValuePacker of(double[] values) {
    byte @Nullable [] missing = missingIn(values);
    double[] there = missing == null ? values : present(values);
    int places = decimalPlaces(there);
    if (places >= 0) {
      return new ValuePacker(places, missing, Varints.pack(scaled(there, POWER[places])));
    }
    int bits = Arrays.stream(there).allMatch(v -> (float) v == v) ? 32 : 64;
    return new ValuePacker(bits, missing, planes(there, bits));
  }

  private static byte @Nullable [] missingIn(double[] values) {
    byte @Nullable [] bitmap = null;
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i])) {
        if (bitmap == null) {
          bitmap = new byte[(values.length + 7) / 8];
        }
        bitmap[i >> 3] |= (byte) (0x80 >> (i & 7));
      }
    }
    return bitmap;
  }

  private static double[] present(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
  }

  /// The least number of places that gives every value back bit for bit, or -1.
  private static int decimalPlaces(double[] values) {
    int places = 0;
    int checked = 0;
    while (checked < values.length) {
      if (isExact(values[checked], POWER[places])) {
        checked++;
      } else if (++places == POWER.length) {
        return -1;
      } else {
        checked = 0;
      }
    }
    return places;
  }

  private static boolean isExact(double value, double power) {
    double scaled = Math.rint(value * power);
    return Math.abs(scaled) <= LARGEST
        && Double.doubleToRawLongBits((long) scaled / power) == Double.doubleToRawLongBits(value);
  }

  private static long[] scaled(double[] values, double power) {
    long[] out = new long[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (long) Math.rint(values[i] * power);
    }
    return out;
  }

  private static byte[] planes(double[] values, int bits) {
    int n = values.length;
    int width = bits / 8;
    byte[] out = new byte[n * width];
    for (int i = 0; i < n; i++) {
      long word =
          bits == 32
              ? Integer.toUnsignedLong(Float.floatToIntBits((float) values[i]))
              : Double.doubleToLongBits(values[i]);
      for (int plane = 0; plane < width; plane++) {
        out[plane * n + i] = (byte) (word >>> (8 * (width - 1 - plane)));
      }
    }
    return out;
  }

  static double[] unpack(int scale, int n, byte @Nullable [] missing, byte[] packed) {
    int there = n - missing(n, missing);
    double[] values =
        switch (scale) {
          case 0, 1, 2, 3, 4, 5, 6 -> unscaled(Varints.unpack("w", packed, there), POWER[scale]);
          case 32, 64 -> fromPlanes(packed, there, scale);
          default -> throw ContractException.of("observations", "key x", scale, "0..6, 32 or 64");
        };
    return missing == null ? values : spread(values, n, missing);
  }

  private static int missing(int n, byte @Nullable [] bitmap) {
    if (bitmap == null) {
      return 0;
    }
    int count = 0;
    for (byte octet : bitmap) {
      count += Integer.bitCount(octet & 0xFF);
    }
    if (bitmap.length != (n + 7) / 8 || count > n) {
      throw ContractException.of(
          "observations", "key m", bitmap.length + " B", "a bitmap of " + n + " bits");
    }
    return count;
  }

  private static double[] unscaled(long[] numbers, double power) {
    double[] out = new double[numbers.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = numbers[i] / power;
    }
    return out;
  }

  private static double[] fromPlanes(byte[] packed, int n, int bits) {
    int width = bits / 8;
    if (packed.length != n * width) {
      throw ContractException.of("observations", "key w", packed.length + " B", n * width + " B");
    }
    double[] out = new double[n];
    for (int i = 0; i < n; i++) {
      long word = 0;
      for (int plane = 0; plane < width; plane++) {
        word = word << 8 | packed[plane * n + i] & 0xFF;
      }
      out[i] = bits == 32 ? Float.intBitsToFloat((int) word) : Double.longBitsToDouble(word);
    }
    return out;
  }

  private static double[] spread(double[] there, int n, byte[] missing) {
    double[] out = new double[n];
    int at = 0;
    for (int i = 0; i < n; i++) {
      boolean isMissing = (missing[i >> 3] & 0x80 >> (i & 7)) != 0;
      if (!isMissing && at == there.length) {
        throw ContractException.of("observations", "key m", "bits beyond the end", n + " bits");
      }
      out[i] = isMissing ? Double.NaN : there[at++];
    }
    return out;
  }
}
