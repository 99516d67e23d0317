package org.fieldbeacon.contract;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;

/// What a bad link and a hostile peer do to octets. A decoder may still read damaged octets (a
/// flipped bit in a text is another text), but may fail in one way only.
final class Damage {
  private Damage() {}

  static void everyTruncationIsRefused(byte[] whole, Function<byte[], ?> decode) {
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(ContractException.class, () -> decode.apply(cut), "cut to " + length + " B");
    }
  }

  static void everyFlippedBitIsReadOrRefused(byte[] whole, Function<byte[], ?> decode) {
    int refused = 0;
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      refused += isRefused(flipped, decode) ? 1 : 0;
    }
    assertTrue(refused > 0, "a decoder that refuses nothing checks nothing");
  }

  static void garbageIsReadOrRefused(long seed, Function<byte[], ?> decode) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] garbage = new byte[random.nextInt(64)];
      random.nextBytes(garbage);
      isRefused(garbage, decode);
    }
  }

  private static boolean isRefused(byte[] bytes, Function<byte[], ?> decode) {
    try {
      var _ = decode.apply(bytes);
      return false;
    } catch (ContractException e) {
      return true;
    }
  }
}
