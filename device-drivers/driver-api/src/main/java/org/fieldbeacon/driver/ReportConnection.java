package org.fieldbeacon.driver;

import java.util.Arrays;
import java.util.List;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Reading;

/// The bytes of one connection on their way to a session. Bounded: what fills the buffer without
/// becoming a frame is told as bad and dropped. The buffer is small until a long frame comes, and
/// small again after it, since there are thousands of these.
final class ReportConnection implements Conversation {
  private static final int FIRST_BUFFER = 512;

  /// The longest frame of any protocol here fits.
  private static final int LAST_BUFFER = 1 << 16;

  private final ReportProtocol.Session session;
  private final Listening heard;
  private byte[] buffer = new byte[FIRST_BUFFER];
  private int held;
  private int noise;

  ReportConnection(ReportProtocol.Session session, ReportProtocol.Heard heard) {
    this.session = session;
    this.heard = new Listening(heard);
  }

  @Override
  public void opened() {
    session.opened(heard);
  }

  @Override
  public boolean isWaiting() {
    return held > 0;
  }

  @Override
  public int bytesSinceFrame() {
    return noise;
  }

  @Override
  public void received(byte[] bytes, int length) {
    for (int from = 0; from < length; ) {
      makeRoom(length - from);
      int taken = Math.min(length - from, buffer.length - held);
      System.arraycopy(bytes, from, buffer, held, taken);
      held += taken;
      from += taken;
      drain(held == LAST_BUFFER);
    }
  }

  /// What has begun will not end.
  @Override
  public void quiet() {
    drain(true);
    session.quiet(heard);
  }

  @Override
  public void close() {
    held = 0;
    session.closed();
  }

  private void makeRoom(int wanted) {
    int size = buffer.length;
    while (size - held < wanted && size < LAST_BUFFER) {
      size *= 2;
    }
    if (size != buffer.length) {
      buffer = Arrays.copyOf(buffer, size);
    }
  }

  private void drain(boolean isLast) {
    int at = 0;
    while (at < held) {
      heard.bad = false;
      int next = session.next(buffer, at, held, false, heard);
      if (next == at && isLast) {
        next = session.next(buffer, at, held, true, heard);
      }
      if (next == at) {
        break;
      }
      noise = heard.bad ? noise + next - at : 0;
      at = next;
    }
    System.arraycopy(buffer, at, buffer, 0, held - at);
    held -= at;
    if (held == 0 && buffer.length > FIRST_BUFFER) {
      buffer = new byte[FIRST_BUFFER];
    }
  }

  /// Notes whether what was taken held.
  private static final class Listening implements ReportProtocol.Heard {
    private final ReportProtocol.Heard heard;
    private boolean bad;

    Listening(ReportProtocol.Heard heard) {
      this.heard = heard;
    }

    @Override
    public boolean report(String address, List<Reading> readings) {
      return heard.report(address, readings);
    }

    @Override
    public boolean isKnown(String address) {
      return heard.isKnown(address);
    }

    @Override
    public void answer(byte[] bytes) {
      heard.answer(bytes);
    }

    @Override
    public void bad(Bad told) {
      bad = true;
      heard.bad(told);
    }
  }
}
