package org.fieldbeacon.agent.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Grows as it is written. Integers are little-endian base 128, signed ones zigzag first.
final class PackedBytes {
  private byte[] bytes = new byte[4096];
  private int length;

  void octet(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  void unsigned(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  void signed(long value) {
    unsigned(value << 1 ^ value >> 63);
  }

  void text(String value) {
    octets(value.getBytes(StandardCharsets.UTF_8));
  }

  private void octets(byte[] value) {
    unsigned(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  static long unsigned(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new StoreException("batch: got a number of more than 10 bytes");
  }

  static long signed(ByteBuffer in) {
    long value = unsigned(in);
    return value >>> 1 ^ -(value & 1);
  }

  /// A count that `in` could hold at a byte or less each, up to `most`.
  static int count(ByteBuffer in, int most, String what) {
    long value = unsigned(in);
    if (value < 0 || value > most) {
      throw new StoreException("batch: got " + value + " " + what + ", wanted 0.." + most);
    }
    return (int) value;
  }

  static String text(ByteBuffer in) {
    byte[] utf8 = new byte[count(in, 256, "bytes of text")];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
