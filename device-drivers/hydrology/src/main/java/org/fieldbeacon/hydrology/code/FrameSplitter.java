package org.fieldbeacon.hydrology.code;

import java.util.Arrays;

/// Cuts the frames of one connection out of bytes that come in pieces. Holds one frame and one
/// piece at most; an idle one holds little. One thread.
///
/// ```
///   empty ──bytes──► waiting ──rest comes──► frame told, empty
///                      └──stalled──► damage told, search goes on one byte behind ──► empty
/// ```
public final class FrameSplitter<F> {
  /// What is found, in order.
  ///
  /// @param <F> the protocol's frame
  public interface Told<F> {
    void frame(F frame);

    void damage(FrameScan.Damage damage);
  }

  private static final int SMALL = 256;

  private final FrameFormat<F> format;
  private final Told<F> told;
  private byte[] buffer = new byte[SMALL];
  private int end;

  public FrameSplitter(FrameFormat<F> format, Told<F> told) {
    this.format = format;
    this.told = told;
  }

  public void feed(byte[] bytes, int offset, int length) {
    if (end + length > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, end + length));
    }
    System.arraycopy(bytes, offset, buffer, end, length);
    end += length;
    scan(false);
  }

  /// Nothing came for a while: a frame that has begun will not be finished.
  public void stalled() {
    scan(true);
  }

  /// Whether a frame has begun.
  public boolean isWaiting() {
    return end > 0;
  }

  private void scan(boolean last) {
    int from = 0;
    boolean more = true;
    while (more && from < end) {
      FrameScan.Result<F> found = FrameScan.next(format, buffer, from, end, last);
      found.damaged().filter(FrameScan.Damage::looksLikeFrame).ifPresent(told::damage);
      found.frame().ifPresent(told::frame);
      more = found.frame().isPresent();
      from = found.next();
    }
    keep(from);
  }

  private void keep(int from) {
    System.arraycopy(buffer, from, buffer, 0, end - from);
    end -= from;
    if (end == 0 && buffer.length > SMALL) {
      buffer = new byte[SMALL];
    }
  }
}
