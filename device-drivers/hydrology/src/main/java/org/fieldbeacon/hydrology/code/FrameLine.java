package org.fieldbeacon.hydrology.code;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.FrameLines;

/// One line of a capture: hex or the frame's own text, one frame mostly, but it may hold noise and
/// several frames.
public final class FrameLine {
  /// Says what a frame means.
  @FunctionalInterface
  public interface Teller<F> {
    /// @param skipped bytes of noise before it
    DecodedFrame tell(F frame, int skipped);
  }

  private FrameLine() {}

  /// Tells every frame, and what is wrong where there should have been one.
  public static <F> void decode(
      String text, FrameFormat<F> format, Teller<F> teller, Consumer<DecodedFrame> told) {
    byte[] line = FrameLines.hex(text).orElseGet(() -> text.getBytes(StandardCharsets.ISO_8859_1));
    int from = 0;
    boolean any = false;
    while (from < line.length) {
      FrameScan.Result<F> found = FrameScan.next(format, line, from, line.length, true);
      boolean frame = found.frame().isPresent();
      boolean alone = !any && !frame;
      if (found.damaged().isPresent()) {
        FrameScan.Damage damage = found.damaged().get();
        if (damage.looksLikeFrame() || alone) {
          told.accept(
              new DecodedFrame.Bad(damage.what(), damage.offset(), damage.got(), damage.wanted()));
          any = true;
        }
      } else if (alone) {
        told.accept(
            new DecodedFrame.Bad(
                "frame start", 0, Hex.of(line, 0, Math.min(8, line.length)), format.beginning()));
        any = true;
      }
      if (frame) {
        told.accept(teller.tell(found.frame().get(), found.from() - from));
        any = true;
      }
      from = found.next();
    }
  }
}
