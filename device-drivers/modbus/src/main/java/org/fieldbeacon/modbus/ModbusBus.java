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

  /// A poll waits for nothing but the link's own limits.
  private static final Duration FOREVER = Duration.ofDays(1);

  private static final Duration CLOSE = Duration.ofMillis(1500);
  private static final Duration CLOSE_AGAIN = Duration.ofMillis(50);

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
  private final Echo echo = new Echo();
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
    return exchangeAndRelease(unit, pdu, System.nanoTime() + FOREVER.toNanos());
  }

  /// One exchange on behalf of a write, within `patience` altogether: for the line, for connecting
  /// where that is needed, and for the answer.
  Answer write(int unit, byte[] pdu, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    if (!acquire(true, patience.toNanos())) {
      return new Answer.Silent(link.name() + ": stayed busy for " + patience.toMillis() + " ms");
    }
    return exchangeAndRelease(unit, pdu, deadline);
  }

  /// Ends the exchange that is going on, connecting included.
  @Override
  public void close() {
    closed = true;
    long deadline = System.nanoTime() + CLOSE.toNanos();
    lock.lock();
    try {
      link.close();
      // A connection that was about to be opened must not outlive this.
      while (busy && System.nanoTime() < deadline) {
        free.awaitNanos(CLOSE_AGAIN.toNanos());
        link.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
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

  private Answer exchangeAndRelease(int unit, byte[] pdu, long deadline)
      throws InterruptedException {
    try {
      return exchangeAfresh(unit, pdu, deadline);
    } catch (IOException e) {
      link.close();
      echo.forget();
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
  private Answer exchangeAfresh(int unit, byte[] pdu, long deadline)
      throws IOException, InterruptedException {
    boolean reused = link.isOpen();
    try {
      return exchangeUnlessEchoed(unit, pdu, deadline);
    } catch (IOException e) {
      if (!reused || closed) {
        throw e;
      }
      link.close();
      echo.forget();
      return exchangeUnlessEchoed(unit, pdu, deadline);
    }
  }

  /// See [Echo]: what answers the read that goes first does not matter, nor whether anything does.
  private Answer exchangeUnlessEchoed(int unit, byte[] pdu, long deadline)
      throws IOException, InterruptedException {
    if (framing.isAnonymous() && echo.isUnknown() && Pdu.isEchoedByAnswer(pdu[0] & 0xFF)) {
      long half = System.nanoTime() + (deadline - System.nanoTime()) / 2;
      if (exchange(unit, Pdu.readBefore(pdu), half) instanceof Answer.LinkDown down) {
        return down;
      }
      if (echo.isUnknown()) {
        return new Answer.Silent(
            link.name()
                + ": got noise, wanted to know whether the line echoes; nothing was written");
      }
    }
    return exchange(unit, pdu, deadline);
  }

  private Answer exchange(int unit, byte[] pdu, long deadline)
      throws IOException, InterruptedException {
    if (closed) {
      return new Answer.LinkDown(link.name() + ": closed");
    }
    if (!link.isOpen()) {
      link.open(left(deadline));
    }
    if (!awaitTurnaround(deadline)) {
      return new Answer.Silent(link.name() + ": got no rest of the line in time, nothing was sent");
    }
    link.discardInput();
    transaction = (transaction + 1) & 0xFFFF;
    byte[] frame = framing.wrap(unit, transaction, pdu);
    link.write(frame, 0, frame.length);
    try {
      return await(unit, pdu, frame, deadline);
    } finally {
      quietSinceNanos = System.nanoTime();
    }
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
  }

  private Answer await(int unit, byte[] pdu, byte[] frame, long deadline) throws IOException {
    Duration left = left(deadline);
    Duration timeout = left.compareTo(responseTimeout) < 0 ? left : responseTimeout;
    long end = System.nanoTime() + timeout.toNanos();
    int length = 0;
    while (true) {
      if (end - System.nanoTime() <= 0) {
        learn(frame, length, false);
        forgetLateAnswer();
        return silent(length, timeout);
      }
      int got = link.read(received, length, BUFFER - length, left(end));
      if (got < 0) {
        throw new IOException(link.name() + ": closed by the other end");
      }
      length += got;
      int from = framing.isAnonymous() ? echo.answerFrom(frame, received, length) : 0;
      switch (framing.find(received, from, length, unit, transaction, pdu[0] & 0xFF)) {
        case Framing.Found.Whole(byte[] answer) -> {
          learn(frame, length, true);
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

  private void learn(byte[] frame, int length, boolean answered) {
    if (framing.isAnonymous()) {
      echo.learn(frame, received, length, answered);
    }
  }

  /// RTU answers carry no number: one that comes late would be taken for the answer to the next
  /// request.
  private void forgetLateAnswer() {
    if (framing.isAnonymous()) {
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

  /// Whether the deadline leaves the line its rest between exchanges: 3.5 characters at least, more
  /// for slow devices (V1.02 §2.5.1.1).
  private boolean awaitTurnaround(long deadline) throws InterruptedException {
    long rest = quietSinceNanos + turnaround.toNanos() - System.nanoTime();
    if (rest > 0 && rest < deadline - System.nanoTime()) {
      TimeUnit.NANOSECONDS.sleep(rest);
      return true;
    }
    return rest <= 0;
  }
}
