package org.fieldbeacon.driver;

/// The bytes of one connection on their way to a session. Bounded: what fills the buffer without
/// becoming a frame is told as bad and dropped.
final class ReportConnection {
  /// The longest frame of any protocol here fits.
  private static final int BUFFER = 1 << 16;

  private final ReportProtocol.Session session;
  private final ReportProtocol.Heard heard;
  private final byte[] buffer = new byte[BUFFER];
  private int held;

  ReportConnection(ReportProtocol.Session session, ReportProtocol.Heard heard) {
    this.session = session;
    this.heard = heard;
  }

  /// Whether a frame has begun and not ended.
  boolean isWaiting() {
    return held > 0;
  }

  void received(byte[] bytes, int length) {
    for (int from = 0; from < length; ) {
      int taken = Math.min(length - from, buffer.length - held);
      System.arraycopy(bytes, from, buffer, held, taken);
      held += taken;
      from += taken;
      drain(held == buffer.length);
    }
  }

  /// Nothing came for longer than a frame takes: what has begun will not end.
  void quiet() {
    drain(true);
  }

  private void drain(boolean isLast) {
    int at = 0;
    while (at < held) {
      int next = session.next(buffer, at, held, false, heard);
      if (next == at && isLast) {
        next = session.next(buffer, at, held, true, heard);
      }
      if (next == at) {
        break;
      }
      at = next;
    }
    System.arraycopy(buffer, at, buffer, 0, held - at);
    held -= at;
  }
}
