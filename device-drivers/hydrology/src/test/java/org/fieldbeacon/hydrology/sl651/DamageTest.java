package org.fieldbeacon.hydrology.sl651;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.hydrology.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Every cut and every flipped bit of every published frame, and chance: always an answer, never an
/// exception, never a hang; a damaged frame is never taken for a good one.
@Timeout(120)
class DamageTest {
  private final Sl651Decoder decoder = new Sl651Decoder();

  private static List<byte[]> frames() {
    return Vectors.rows("sl651.jsonl").stream()
        .filter(r -> !r.get("kind").asString().contains("invalid"))
        .filter(r -> !r.get("decoded").has("frames"))
        .map(r -> HexFormat.of().parseHex(r.get("hex").asString()))
        .toList();
  }

  @Test
  void everyTruncationIsToldAsOne() {
    for (byte[] frame : frames()) {
      for (int cut = 1; cut < frame.length; cut++) {
        List<DecodedFrame> told = Vectors.decode(decoder, Arrays.copyOf(frame, cut));
        assertEquals(1, told.size());
        Bad bad = assertInstanceOf(Bad.class, told.getFirst());
        assertEquals("frame truncated", bad.what(), "cut at " + cut);
        assertEquals(cut, bad.offset());
      }
    }
  }

  @Test
  void everyCutFrontIsToldAsBad() {
    for (byte[] frame : frames()) {
      for (int cut = 1; cut < frame.length; cut++) {
        List<DecodedFrame> told =
            Vectors.decode(decoder, Arrays.copyOfRange(frame, cut, frame.length));
        assertTrue(told.stream().allMatch(Bad.class::isInstance), told.toString());
        assertFalse(told.isEmpty());
      }
    }
  }

  @Test
  void everyFlippedBitIsNoticed() {
    for (byte[] frame : frames()) {
      for (int bit = 0; bit < frame.length * 8; bit++) {
        byte[] damaged = frame.clone();
        damaged[bit / 8] ^= (byte) (1 << bit % 8);
        List<DecodedFrame> told = Vectors.decode(decoder, damaged);
        assertTrue(told.stream().allMatch(Bad.class::isInstance), "bit " + bit + " of " + told);
        assertFalse(told.isEmpty());
      }
    }
  }

  @Test
  void bodiesOfAnyBytesUnderARightCheckValueAreAnswered() {
    var random = new Random(651);
    List<byte[]> frames = frames();
    for (int round = 0; round < 40_000; round++) {
      byte[] frame = frames.get(random.nextInt(frames.size())).clone();
      boolean ascii = frame[0] == 1;
      int from = ascii ? 24 : 14;
      int to = frame.length - (ascii ? 5 : 3);
      for (int n = random.nextInt(12); n >= 0 && to > from; n--) {
        frame[from + random.nextInt(to - from)] = (byte) random.nextInt(256);
      }
      frame[ascii ? 17 : 10] =
          ascii ? (byte) ('0' + random.nextInt(10)) : (byte) random.nextInt(256);
      Fixtures.sign(frame);
      assertFalse(Vectors.decode(decoder, frame).isEmpty());
    }
  }

  @Test
  void noiseBeforeAndAfterLosesNoFrame() {
    var random = new Random(2014);
    for (byte[] frame : frames()) {
      byte[] noise = new byte[random.nextInt(40)];
      for (int i = 0; i < noise.length; i++) {
        noise[i] = (byte) (random.nextInt(4) == 0 ? 0x7E : 0x80 | random.nextInt(128));
      }
      var line = new java.io.ByteArrayOutputStream();
      line.writeBytes(noise);
      line.writeBytes(frame);
      line.writeBytes(new byte[] {0x7E});
      line.writeBytes(frame);
      long good =
          Vectors.decode(decoder, line.toByteArray()).stream()
              .filter(Good.class::isInstance)
              .count();
      assertEquals(2, good, HexFormat.of().formatHex(line.toByteArray()));
    }
  }
}
