package org.fieldbeacon.contract;

import java.util.Arrays;

/// Whole numbers as zigzag differences in base 128, least significant group first. Differences wrap
/// at 64 bits, so every `long[]` survives.
final class Varints {
  private static final int LONGEST = 10;

  private Varints() {}

  static byte[] pack(long[] numbers) {
    return pack(numbers, numbers.length);
  }

  static byte[] pack(long[] numbers, int count) {
    byte[] out = new byte[Math.max(16, 2 * count)];
    int at = 0;
    long before = 0;
    for (int i = 0; i < count; i++) {
      if (out.length - at < LONGEST) {
        out = Arrays.copyOf(out, 2 * out.length);
      }
      long step = numbers[i] - before;
      before = numbers[i];
      long rest = (step << 1) ^ (step >> 63);
      while ((rest & ~0x7FL) != 0) {
        out[at++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      out[at++] = (byte) rest;
    }
    return Arrays.copyOf(out, at);
  }

  static long[] unpack(String key, byte[] octets, int count) {
    if (octets.length < count) {
      throw ContractException.of(
          "packed numbers", "key " + key, octets.length + " B", count + " numbers");
    }
    long[] out = new long[count];
    int at = 0;
    long before = 0;
    for (int i = 0; i < count; i++) {
      long rest = 0;
      int shift = 0;
      byte octet;
      do {
        if (at == octets.length || shift > 63) {
          throw ContractException.of(
              "packed numbers", "key " + key, "an unfinished number", count + " numbers");
        }
        octet = octets[at++];
        rest |= (octet & 0x7FL) << shift;
        shift += 7;
      } while (octet < 0);
      before += (rest >>> 1) ^ -(rest & 1);
      out[i] = before;
    }
    if (at != octets.length) {
      throw ContractException.of(
          "packed numbers", "key " + key, (octets.length - at) + " B more", count + " numbers");
    }
    return out;
  }
}
