package org.fieldbeacon.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Reading;

/// A station that sends one byte a minute, on a clock that the test moves: what it has begun is cut
/// off by the response time, it holds nothing from one byte to the next, a neighbour is answered
/// meanwhile, and in the end it is hung up on. For every room that listens.
public final class OneByteAMinute {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration RESPONSE = Duration.ofSeconds(20);
  private static final Duration IDLE = Duration.ofMinutes(15);

  /// Of the neighbour: one report in so many minutes.
  private static final int REPORTS = 256;

  private final Conversation slow;
  private final Conversation neighbour;
  private final AtomicInteger answers;
  private final byte[] report;
  private Duration now = Duration.ZERO;
  private Duration next = MINUTE;
  private int sent;

  private OneByteAMinute(
      Conversation slow, Conversation neighbour, AtomicInteger answers, byte[] report) {
    this.slow = slow;
    this.neighbour = neighbour;
    this.answers = answers;
    this.report = report;
  }

  /// @param connections of one driver, given where answers go
  /// @param report that holds and is answered, however often it comes
  public static void isCutOff(Function<Consumer<byte[]>, Conversation> connections, byte[] report)
      throws IOException {
    var answers = new AtomicInteger();
    try (Conversation slow = connections.apply(_ -> {});
        Conversation neighbour = connections.apply(_ -> answers.incrementAndGet())) {
      slow.opened();
      neighbour.opened();
      var station = new OneByteAMinute(slow, neighbour, answers, report);
      new Attendance(slow, RESPONSE, IDLE).attend(station::read);
      assertTrue(
          station.sent >= Attendance.MOST_NOISE && station.sent <= Attendance.MOST_NOISE + 1,
          "hung up on after " + station.sent + " bytes");
    }
  }

  /// The same of a protocol's sessions.
  public static void isCutOff(ReportProtocol protocol, byte[] report) throws IOException {
    isCutOff(
        answers -> new ReportConnection(protocol.session(() -> Instant.EPOCH), hearing(answers)),
        report);
  }

  private static ReportProtocol.Heard hearing(Consumer<byte[]> answers) {
    return new ReportProtocol.Heard() {
      @Override
      public boolean report(String address, List<Reading> readings) {
        return true;
      }

      @Override
      public boolean isKnown(String address) {
        return true;
      }

      @Override
      public void answer(byte[] bytes) {
        answers.accept(bytes);
      }

      @Override
      public void bad(Bad bad) {}
    };
  }

  private int read(byte[] into, Duration wait) {
    if (now.plus(wait).compareTo(next) < 0) {
      now = now.plus(wait);
      return 0;
    }
    assertFalse(slow.isWaiting(), "still holds what came a minute ago, byte " + sent);
    if (sent % REPORTS == 0) {
      neighbour.received(report, report.length);
      assertEquals(1, answers.getAndSet(0), "the neighbour's answers, byte " + sent);
    }
    now = next;
    next = next.plus(MINUTE);
    into[0] = report[sent % report.length];
    sent++;
    return 1;
  }
}
