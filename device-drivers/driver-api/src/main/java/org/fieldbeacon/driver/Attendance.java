package org.fieldbeacon.driver;

import java.io.IOException;
import java.time.Duration;

/// How long one connection is listened to: until the other end closes, says nothing for the idle
/// time, or has said too much that is none of the protocol. What has begun and does not go on
/// within the response time is over, however slowly the other end sends; so that one who sends a
/// byte a minute holds a byte and no more. No socket and no clock of its own.
final class Attendance {
  /// Bytes without a frame.
  static final int MOST_NOISE = 32 * 1024;

  private static final int PIECE = 512;

  private final Conversation conversation;
  private final Duration responseTimeout;
  private final Duration idleTimeout;

  /// Where bytes come from.
  interface Source {
    /// Reads at least one byte, waiting so long at most.
    ///
    /// @return bytes read; 0 when none came in time; -1 when the other end closed
    int read(byte[] into, Duration wait) throws IOException;
  }

  Attendance(Conversation conversation, Duration responseTimeout, Duration idleTimeout) {
    this.conversation = conversation;
    this.responseTimeout = responseTimeout;
    this.idleTimeout = idleTimeout;
  }

  void attend(Source source) throws IOException {
    var piece = new byte[PIECE];
    Duration idle = Duration.ZERO;
    while (idle.compareTo(idleTimeout) < 0 && conversation.bytesSinceFrame() < MOST_NOISE) {
      Duration wait = conversation.isWaiting() ? responseTimeout : idleTimeout.minus(idle);
      int got = source.read(piece, wait);
      if (got > 0) {
        conversation.received(piece, got);
        idle = Duration.ZERO;
      } else {
        conversation.quiet();
        idle = idle.plus(wait);
      }
      if (got < 0) {
        return;
      }
    }
  }
}
