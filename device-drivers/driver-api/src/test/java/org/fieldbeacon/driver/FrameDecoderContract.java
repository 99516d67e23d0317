package org.fieldbeacon.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every frame decoder must keep: whatever comes is told, never thrown, and a frame that is
/// not whole or not what was sent is never told as good.
@Timeout(120)
public abstract class FrameDecoderContract {
  protected abstract FrameDecoder decoder();

  /// Whole frames with everything about them in order, each by itself.
  protected abstract List<byte[]> frames();

  /// A frame as it stands in a file; a line of hex unless the protocol is text.
  protected byte[] file(byte[] frame) {
    return (HexFormat.of().formatHex(frame) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /// Whether a frame with one bit flipped still says what was sent: letter case, padding.
  protected boolean isHarmless(byte[] frame, byte[] flipped) {
    return false;
  }

  /// Whether the protocol itself tells damaged frames from whole ones.
  protected boolean hasCheckValue() {
    return true;
  }

  /// What the decoder tells of these bytes.
  protected final List<DecodedFrame> told(byte[] file) {
    List<DecodedFrame> told = new ArrayList<>();
    try {
      decoder().decode(new ByteArrayInputStream(file), told::add);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot fail to be read", e);
    }
    return told;
  }

  @Test
  void isFoundByItsName() {
    var names = FrameDecoder.all().map(FrameDecoder::protocol).toList();
    assertTrue(names.contains(decoder().protocol()), names.toString());
  }

  @Test
  void anEmptyFileSaysNothing() {
    assertEquals(List.of(), told(new byte[0]));
  }

  @Test
  void everyWholeFrameIsGoodAndItsReadingsCanBeObserved() {
    assertFalse(frames().isEmpty());
    for (byte[] frame : frames()) {
      List<DecodedFrame> told = told(file(frame));
      assertFalse(told.isEmpty(), text(frame));
      for (DecodedFrame one : told) {
        assertTrue(one instanceof Good, () -> text(frame) + ": " + one);
        if (one instanceof Good good) {
          good.readings().forEach(FrameDecoderContract::assertObservable);
        }
      }
    }
  }

  @Test
  void aFrameCutAnywhereIsNeverGood() {
    for (byte[] frame : frames()) {
      for (int length = 1; length < frame.length; length++) {
        byte[] cut = Arrays.copyOf(frame, length);
        if (hasCheckValue() && !isHarmless(frame, cut)) {
          assertBad(frame, cut);
        } else {
          told(file(cut)).forEach(FrameDecoderContract::assertExplained);
        }
      }
    }
  }

  @Test
  void aFrameWithoutItsBeginningIsNeverGood() {
    for (byte[] frame : frames()) {
      for (int from = 1; from < frame.length; from++) {
        byte[] rest = Arrays.copyOfRange(frame, from, frame.length);
        if (hasCheckValue() && !isHarmless(frame, rest)) {
          assertFalse(
              told(file(rest)).stream().anyMatch(Good.class::isInstance),
              text(frame) + " from " + from);
        } else {
          told(file(rest)).forEach(FrameDecoderContract::assertExplained);
        }
      }
    }
  }

  @Test
  void aFrameWithOneBitFlippedIsNeverGood() {
    for (byte[] frame : frames()) {
      for (int bit = 0; bit < frame.length * 8; bit++) {
        byte[] flipped = frame.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        if (hasCheckValue() && !isHarmless(frame, flipped)) {
          assertBad(frame, flipped);
        } else {
          told(file(flipped)).forEach(FrameDecoderContract::assertExplained);
        }
      }
    }
  }

  @Test
  void garbageIsToldAndEnds() {
    var random = new Random(20260714);
    for (int round = 0; round < 300; round++) {
      byte[] garbage = new byte[random.nextInt(400)];
      random.nextBytes(garbage);
      told(garbage).forEach(FrameDecoderContract::assertExplained);
      told(file(garbage)).forEach(FrameDecoderContract::assertExplained);
      byte[] frame = frames().get(random.nextInt(frames().size())).clone();
      for (int hits = 1 + random.nextInt(8); hits > 0; hits--) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
      }
      told(file(frame)).forEach(FrameDecoderContract::assertExplained);
    }
  }

  @Test
  void fourMegabytesOfTheSameByteEndInLittleMemory() {
    for (int fill : new int[] {0, '#', '$', '@', '0', 0x7E, 0xFD, 0xFE, 0xFF}) {
      byte[] file = new byte[4 << 20];
      Arrays.fill(file, (byte) fill);
      told(file).forEach(FrameDecoderContract::assertExplained);
    }
  }

  @Test
  protected void aBadFrameDoesNotHideTheNextGoodOne() {
    byte[] frame = frames().getFirst();
    byte[] good = file(frame);
    byte[] bad = file(Arrays.copyOf(frame, frame.length - 1));
    byte[] both = Arrays.copyOf(bad, bad.length + good.length);
    System.arraycopy(good, 0, both, bad.length, good.length);
    assertTrue(told(both).getLast() instanceof Good, text(both));
  }

  private void assertBad(byte[] frame, byte[] damaged) {
    List<DecodedFrame> told = told(file(damaged));
    boolean isRemark = damaged[0] == '#' && (damaged.length == 1 || damaged[1] != '#');
    assertTrue(isRemark || !told.isEmpty(), () -> "nothing told of " + text(damaged));
    for (DecodedFrame one : told) {
      assertExplained(one);
      assertFalse(one instanceof Good, () -> text(frame) + " as " + text(damaged) + ": " + one);
    }
  }

  private static void assertExplained(DecodedFrame one) {
    if (one instanceof Bad(String what, int offset, String got, String wanted)) {
      assertFalse(what.isBlank() || wanted.isBlank() || got.isBlank(), one.toString());
      assertTrue(offset >= 0, one.toString());
      assertTrue(got.length() < 200, () -> "got of " + got.length() + " characters");
    }
  }

  private static void assertObservable(Reading reading) {
    assertTrue(PointId.isName(reading.point()), reading.toString());
    assertEquals(reading.quality() == Quality.MISSING, Double.isNaN(reading.value()));
    assertFalse(Double.isInfinite(reading.value()), reading.toString());
  }

  private static String text(byte[] frame) {
    return HexFormat.of().formatHex(Arrays.copyOf(frame, Math.min(frame.length, 200)));
  }
}
