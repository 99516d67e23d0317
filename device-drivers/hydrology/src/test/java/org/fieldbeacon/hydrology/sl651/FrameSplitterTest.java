package org.fieldbeacon.hydrology.sl651;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.fieldbeacon.hydrology.code.FrameScan;
import org.fieldbeacon.hydrology.code.FrameSplitter;
import org.junit.jupiter.api.Test;

/// Bytes in pieces of every size, with noise and damage between the frames.
class FrameSplitterTest implements FrameSplitter.Told<Frame> {
  private final List<Frame> frames = new ArrayList<>();
  private final List<FrameScan.Damage> damages = new ArrayList<>();
  private final FrameSplitter<Frame> splitter = new FrameSplitter<>(new Sl651Format(), this);

  private final byte[] hourly = bytes("sl651-34-up-02");
  private final byte[] ascii = bytes("sl651-ascii-33-01");
  private final byte[] picture = bytes("sl651-36-up-01");

  @Override
  public void frame(Frame frame) {
    frames.add(frame);
  }

  @Override
  public void damage(FrameScan.Damage damage) {
    damages.add(damage);
  }

  @Test
  void framesAreFoundInPiecesOfEverySize() {
    byte[] stream = join(new byte[] {0, 0x7E}, hourly, new byte[] {0x7E}, ascii, picture, hourly);
    for (int size = 1; size <= stream.length; size++) {
      frames.clear();
      for (int from = 0; from < stream.length; from += size) {
        splitter.feed(stream, from, Math.min(size, stream.length - from));
      }
      assertEquals(List.of(0x34, 0x33, 0x36, 0x34), functions(), "pieces of " + size);
      assertFalse(splitter.isWaiting());
    }
    assertTrue(damages.isEmpty());
  }

  @Test
  void aFrameCutAnywhereIsCompletedByTheRest() {
    for (int cut = 1; cut < picture.length; cut++) {
      frames.clear();
      splitter.feed(picture, 0, cut);
      assertTrue(frames.isEmpty() && splitter.isWaiting(), "cut at " + cut);
      splitter.feed(picture, cut, picture.length - cut);
      assertEquals(1, frames.size(), "cut at " + cut);
    }
  }

  @Test
  void aDamagedFrameIsToldAndTheNextOneFound() {
    byte[] damaged = hourly.clone();
    damaged[40] ^= 4;
    byte[] stream = join(damaged, ascii);
    splitter.feed(stream, 0, stream.length);
    assertEquals(List.of(0x33), functions());
    assertEquals("CRC check value", damages.getFirst().what());
    assertEquals(hourly.length - 2, damages.getFirst().offset());
  }

  /// A damaged length makes the splitter wait for bytes that never come; the frame behind it is not
  /// lost when the line falls silent.
  @Test
  void aWrongLengthHoldsTheNextFrameOnlyUntilTheLineIsSilent() {
    byte[] damaged = hourly.clone();
    damaged[11] |= 0x0F;
    byte[] stream = join(damaged, ascii);
    splitter.feed(stream, 0, stream.length);
    assertTrue(frames.isEmpty());
    splitter.stalled();
    assertEquals(List.of(0x33), functions());
    assertEquals("frame truncated", damages.getFirst().what());
    assertFalse(splitter.isWaiting());
  }

  private List<Integer> functions() {
    return frames.stream().map(Frame::function).toList();
  }

  private static byte[] bytes(String id) {
    return HexFormat.of().parseHex(Fixtures.hex(id));
  }

  private static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
