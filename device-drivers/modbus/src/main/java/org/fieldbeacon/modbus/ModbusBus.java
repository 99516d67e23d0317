package org.fieldbeacon.modbus;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.fieldbeacon.driver.Link;

/// One line and whoever wants to speak on it. An exchange (request and answer) is never
/// interrupted; a write that waits goes before every poll that waits. Any thread.
final class ModbusBus implements AutoCloseable {
  /// Big enough for an echo and the longest answer.
  private static final int BUFFER = 1024;

  private final Link link;
  private final Framing framing;
  private final Duration responseTimeout;
  private final Duration turnaround;

  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition free = lock.newCondition();
  private int writesWaiting;
  private boolean busy;
  private volatile boolean closed;

  private final byte[] received = new byte[BUFFER];
  private int transaction;
  private long quietSinceNanos = System.nanoTime();

  ModbusBus(Link link, Framing framing, Duration responseTimeout, Duration turnaround) {
    this.link = link;
    this.framing = framing;
    this.responseTimeout = responseTimeout;
    this.turnaround = turnaround;
  }

  /// How an exchange ended.
  sealed interface Answer {
    /// The PDU after its function byte's check: the data of a read, the echo of a write.
    record Data(byte[] pdu) implements Answer {}

    /// The unit said no.
    record Refusal(int code) implements Answer {}

    /// Nothing came, or nothing that made sense.
    record Silent(String what) implements Answer {}

    /// The line itself is down.
    record LinkDown(String what) implements Answer {}
  }

  String name() {
    return link.name();
  }

  /// One exchange on behalf of a poll.
  Answer poll(int unit, byte[] pdu) throws InterruptedException {
    acquire(false, Long.MAX_VALUE);
    return exchangeAndRelease(unit, pdu, responseTimeout);
  }

  /// One exchange on behalf of a write, waiting `patience` at most for the line and the answer
  /// together; connecting, where that is needed, comes on top.
  Answer write(int unit, byte[] pdu, Duration patience) throws InterruptedException {
    long asked = System.nanoTime();
    if (!acquire(true, patience.toNanos())) {
      return new Answer.Silent(link.name() + ": stayed busy for " + patience.toMillis() + " ms");
    }
    Duration left = patience.minusNanos(System.nanoTime() - asked);
    return exchangeAndRelease(
        unit, pdu, left.compareTo(responseTimeout) < 0 ? left : responseTimeout);
  }

  @Override
  public void close() {
    closed = true;
    link.close();
  }

  private boolean acquire(boolean writing, long patienceNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (writing) {
        writesWaiting++;
      }
      try {
        long left = patienceNanos;
        while (busy || (!writing && writesWaiting > 0)) {
          left = free.awaitNanos(left);
          if (left <= 0) {
            return false;
          }
        }
        busy = true;
        return true;
      } finally {
        if (writing) {
          writesWaiting--;
          free.signalAll();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private Answer exchangeAndRelease(int unit, byte[] pdu, Duration timeout)
      throws InterruptedException {
    try {
      return exchangeAfresh(unit, pdu, timeout);
    } catch (IOException e) {
      link.close();
      return new Answer.LinkDown(String.valueOf(e.getMessage()));
    } finally {
      lock.lock();
      try {
        busy = false;
        free.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /// A connection that the other end dropped while it was idle shows only when it is used: then
  /// once more on a new one. Every request here may be repeated, since it sets or reads and never
  /// adds.
  private Answer exchangeAfresh(int unit, byte[] pdu, Duration timeout)
      throws IOException, InterruptedException {
    boolean reused = link.isOpen();
    try {
      return exchange(unit, pdu, timeout);
    } catch (IOException e) {
      if (!reused || closed) {
        throw e;
      }
      link.close();
      return exchange(unit, pdu, timeout);
    }
  }

  private Answer exchange(int unit, byte[] pdu, Duration timeout)
      throws IOException, InterruptedException {
    if (closed) {
      return new Answer.LinkDown(link.name() + ": closed");
    }
    link.open();
    awaitTurnaround();
    link.discardInput();
    transaction = (transaction + 1) & 0xFFFF;
    byte[] frame = framing.wrap(unit, transaction, pdu);
    link.write(frame, 0, frame.length);
    try {
      return await(unit, pdu, timeout);
    } finally {
      quietSinceNanos = System.nanoTime();
    }
  }

  private Answer await(int unit, byte[] pdu, Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    int length = 0;
    while (true) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        forgetLateAnswer();
        return silent(length, timeout);
      }
      int got = link.read(received, length, BUFFER - length, Duration.ofNanos(left));
      if (got < 0) {
        throw new IOException(link.name() + ": closed by the other end");
      }
      length += got;
      switch (framing.find(received, length, unit, transaction, pdu[0] & 0xFF)) {
        case Framing.Found.Whole(byte[] answer) -> {
          return judge(pdu, answer);
        }
        case Framing.Found.Bad(String what) -> {
          link.close();
          return new Answer.Silent(link.name() + ": got " + what);
        }
        case Framing.Found.Incomplete() -> {
          if (length == BUFFER) {
            link.close();
            return new Answer.Silent(link.name() + ": got " + length + " bytes without an answer");
          }
        }
      }
    }
  }

  /// RTU answers carry no number: one that comes late would be taken for the answer to the next
  /// request.
  private void forgetLateAnswer() {
    if (framing instanceof Framing.Rtu) {
      link.close();
    }
  }

  private Answer judge(byte[] request, byte[] answer) {
    String mismatch = Pdu.mismatch(request, answer);
    if (!mismatch.isEmpty()) {
      return new Answer.Silent(link.name() + ": got " + mismatch);
    }
    return (answer[0] & 0x80) != 0 ? new Answer.Refusal(answer[1] & 0xFF) : new Answer.Data(answer);
  }

  private Answer silent(int length, Duration timeout) {
    String heard = length == 0 ? "no answer" : length + " bytes and no whole answer";
    return new Answer.Silent(
        link.name() + ": got " + heard + " within " + timeout.toMillis() + " ms");
  }

  /// The line rests between exchanges: 3.5 characters at least, more for slow devices (V1.02
  /// §2.5.1.1).
  private void awaitTurnaround() throws InterruptedException {
    long left = quietSinceNanos + turnaround.toNanos() - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }
}
