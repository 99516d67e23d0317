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
    return exchangeAndRelease(unit, pdu);
  }

  /// One exchange on behalf of a write, waiting `patience` at most for the line.
  Answer write(int unit, byte[] pdu, Duration patience) throws InterruptedException {
    if (!acquire(true, patience.toNanos())) {
      return new Answer.Silent("the line stayed busy for " + patience);
    }
    return exchangeAndRelease(unit, pdu);
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

  private Answer exchangeAndRelease(int unit, byte[] pdu) throws InterruptedException {
    try {
      return exchange(unit, pdu);
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

  private Answer exchange(int unit, byte[] pdu) throws IOException, InterruptedException {
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
      return await(unit, pdu);
    } finally {
      quietSinceNanos = System.nanoTime();
    }
  }

  private Answer await(int unit, byte[] pdu) throws IOException {
    long deadline = System.nanoTime() + responseTimeout.toNanos();
    int length = 0;
    while (true) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        forgetLateAnswer();
        return silent(length);
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

  private Answer silent(int length) {
    String heard = length == 0 ? "no answer" : length + " bytes and no whole answer";
    return new Answer.Silent(
        link.name() + ": got " + heard + " within " + responseTimeout.toMillis() + " ms");
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
