package org.fieldbeacon.simulator.modbus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/// Cuts a stream of bytes into RTU requests: `unit, PDU, CRC low, CRC high`.
///
/// The function code tells a request's length. Where the CRC does not fit, one byte is given up and
/// the rest is looked at again, so that noise never swallows the request behind it. A function of
/// unknown length waits for the line to fall silent, as on a wire (Serial Line V1.02 §2.5.1.1).
final class RtuRequests {
  private static final int MAX_BYTES = 256;
  private static final int MIN_BYTES = 4;

  private byte[] held = new byte[0];
  private long dropped;

  /// Whole frames without their CRC, in order.
  List<byte[]> push(byte[] bytes, int count) {
    int before = held.length;
    held = Arrays.copyOf(held, before + count);
    System.arraycopy(bytes, 0, held, before, count);
    return cut(false);
  }

  /// The line fell silent: what is held is a frame or noise.
  List<byte[]> quiet() {
    List<byte[]> frames = cut(true);
    dropped += held.length;
    held = new byte[0];
    return frames;
  }

  boolean isEmpty() {
    return held.length == 0;
  }

  /// Bytes given up so far.
  long dropped() {
    return dropped;
  }

  private List<byte[]> cut(boolean silent) {
    List<byte[]> frames = new ArrayList<>();
    while (held.length >= 2) {
      OptionalInt wanted = length(silent);
      if (wanted.isPresent() && wanted.getAsInt() > held.length && !silent) {
        return frames;
      }
      if (wanted.isEmpty() && !silent && held.length < MAX_BYTES) {
        return frames;
      }
      int size = wanted.orElse(0);
      if (size >= MIN_BYTES && size <= held.length && hasGoodCrc(size)) {
        frames.add(Arrays.copyOf(held, size - 2));
        held = Arrays.copyOfRange(held, size, held.length);
      } else {
        held = Arrays.copyOfRange(held, 1, held.length);
        dropped++;
      }
    }
    return frames;
  }

  /// Bytes of the frame at the front, with its CRC; empty when its function does not tell.
  private OptionalInt length(boolean silent) {
    return switch (held[1] & 0xFF) {
      case 1, 2, 3, 4, 5, 6 -> OptionalInt.of(8);
      case 15, 16 -> OptionalInt.of(held.length < 7 ? 9 : 9 + (held[6] & 0xFF));
      default -> silent ? OptionalInt.of(held.length) : OptionalInt.empty();
    };
  }

  private boolean hasGoodCrc(int size) {
    int stated = held[size - 2] & 0xFF | (held[size - 1] & 0xFF) << 8;
    return crc(held, size - 2) == stated;
  }

  /// CRC-16/MODBUS (Serial Line V1.02 §6.2.2).
  static int crc(byte[] bytes, int count) {
    int crc = 0xFFFF;
    for (int i = 0; i < count; i++) {
      crc ^= bytes[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xA001;
      }
    }
    return crc;
  }
}
