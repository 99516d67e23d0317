package org.fieldbeacon.hydrology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.hydrology.code.Crc8;
import org.fieldbeacon.hydrology.sdi12.Sdi12Decoder;
import org.fieldbeacon.hydrology.szy206.Szy206Decoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Every cut and every flipped bit of every frame, and chance: always an answer, never an
/// exception.
@Timeout(120)
class DamageTest {
  private final Szy206Decoder szy206 = new Szy206Decoder();
  private final Sdi12Decoder sdi12 = new Sdi12Decoder();

  @Test
  void everyDamagedSzy206FrameIsNoticed() {
    for (byte[] frame : szy206Frames()) {
      for (int cut = 1; cut < frame.length; cut++) {
        List<DecodedFrame> told = Vectors.decode(szy206, Arrays.copyOf(frame, cut));
        assertTrue(told.size() == 1 && told.getFirst() instanceof Bad, told.toString());
        assertFalse(Vectors.decode(szy206, Arrays.copyOfRange(frame, cut, frame.length)).isEmpty());
      }
      for (int bit = 0; bit < frame.length * 8; bit++) {
        byte[] damaged = frame.clone();
        damaged[bit / 8] ^= (byte) (1 << bit % 8);
        List<DecodedFrame> told = Vectors.decode(szy206, damaged);
        assertTrue(told.stream().allMatch(Bad.class::isInstance), "bit " + bit + told);
        assertFalse(told.isEmpty());
      }
    }
  }

  @Test
  void szy206DataOfAnyBytesUnderARightCheckValueIsAnswered() {
    var random = new Random(206);
    for (int round = 0; round < 60_000; round++) {
      byte[] frame = new byte[12 + random.nextInt(40)];
      random.nextBytes(frame);
      frame[0] = 0x68;
      frame[1] = (byte) (frame.length - 5);
      frame[2] = 0x68;
      if (random.nextBoolean()) {
        frame[3] = (byte) (0xB0 | random.nextInt(16));
        frame[9] = (byte) (random.nextBoolean() ? 0xC0 : random.nextInt(256));
      }
      frame[frame.length - 2] = (byte) Crc8.of(frame, 3, frame.length - 5);
      frame[frame.length - 1] = 0x16;
      assertFalse(Vectors.decode(szy206, frame).isEmpty());
    }
  }

  @Test
  void szy206FramesAreFoundInNoise() {
    for (byte[] frame : szy206Frames()) {
      String hex = HexFormat.of().formatHex(frame);
      long good =
          Vectors.decode(szy206, "6868ff68" + hex + "6800" + hex).stream()
              .filter(Good.class::isInstance)
              .count();
      assertEquals(2, good, hex);
    }
  }

  @Test
  void everyDamagedSdi12LineIsAnsweredAndACheckedOneIsNoticed() {
    for (var row : Vectors.rows("sdi12.jsonl")) {
      if (row.get("kind").asString().contains("invalid")) {
        continue;
      }
      boolean checked = row.get("verified_crc").asString("").equals("true");
      boolean binary = row.has("hex");
      byte[] line =
          binary
              ? HexFormat.of().parseHex(row.get("hex").asString())
              : row.get("ascii").asString().strip().getBytes(StandardCharsets.ISO_8859_1);
      for (int cut = 1; cut <= line.length; cut++) {
        assertEquals(1, told(Arrays.copyOf(line, cut), binary).size());
      }
      for (int bit = 0; bit < line.length * 8; bit++) {
        byte[] damaged = line.clone();
        damaged[bit / 8] ^= (byte) (1 << bit % 8);
        List<DecodedFrame> told = told(damaged, binary);
        if (checked && binary) {
          assertTrue(told.stream().allMatch(Bad.class::isInstance), "bit " + bit + told);
        }
      }
    }
  }

  @Test
  void chanceIsAnsweredByAll() {
    var random = new Random(12);
    for (int round = 0; round < 20_000; round++) {
      byte[] noise = new byte[1 + random.nextInt(60)];
      random.nextBytes(noise);
      String text = new String(noise, StandardCharsets.ISO_8859_1).replaceAll("[\r\n]", "x");
      Vectors.decode(sdi12, text);
      Vectors.decode(szy206, text);
      assertEquals(1, Vectors.decode(sdi12, noise).size());
      assertFalse(Vectors.decode(szy206, noise).isEmpty());
    }
  }

  private List<DecodedFrame> told(byte[] line, boolean binary) {
    if (binary) {
      return Vectors.decode(sdi12, line);
    }
    String text = new String(line, StandardCharsets.ISO_8859_1);
    boolean oneLine =
        !text.isBlank() && text.chars().noneMatch(c -> c == '\n') && text.strip().charAt(0) != '#';
    return oneLine ? Vectors.decode(sdi12, text) : List.of(new Bad("line", 0, "", ""));
  }

  private static List<byte[]> szy206Frames() {
    return Vectors.rows("szy206.jsonl").stream()
        .map(r -> HexFormat.of().parseHex(r.get("hex").asString()))
        .toList();
  }
}
