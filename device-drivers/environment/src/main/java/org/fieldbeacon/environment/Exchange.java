package org.fieldbeacon.environment;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// One request and what is said to it (HJ 212-2017 §6.1, §6.2): it is said again while no answer
/// comes, so many times; once it is answered it is waited for, and only what bears its QN counts.
/// Pure: packets and times in, a verdict out. Not for several threads.
final class Exchange {
  private static final int ANSWER = 9011;
  private static final int RESULT = 9012;
  private static final int NOTICE_ANSWER = 9013;

  private final Request request;
  private final String qn;
  private final Duration overTime;
  private final int resends;
  private int said;
  private long sinceNanos;
  private boolean isAtIt;
  private boolean hasData;
  private Optional<Outcome> outcome = Optional.empty();

  /// What became of a request.
  sealed interface Outcome {
    /// The station says that it is done.
    record Done() implements Outcome {}

    /// The station says no, or that it could not.
    record Refused(String reason) implements Outcome {}

    /// The station says nothing, or nothing more.
    record Silent(String reason) implements Outcome {}
  }

  /// @param qn the request's number; an answer bears it too
  /// @param overTime how long an answer may take
  /// @param resends how often it is said again
  Exchange(Request request, String qn, Duration overTime, int resends) {
    this.request = request;
    this.qn = qn;
    this.overTime = overTime;
    this.resends = resends;
  }

  Request request() {
    return request;
  }

  String qn() {
    return qn;
  }

  /// Whether the station has taken it on.
  boolean isAtIt() {
    return isAtIt;
  }

  boolean hasData() {
    return hasData;
  }

  /// Empty while it is under way.
  Optional<Outcome> outcome() {
    return outcome;
  }

  /// Whether it is to be said now; it has been said then.
  boolean isToBeSaid(long now) {
    if (outcome.isPresent()) {
      return false;
    }
    if (said == 0) {
      said = 1;
      sinceNanos = now;
      return true;
    }
    Duration waited = Duration.ofNanos(now - sinceNanos);
    if (isAtIt) {
      if (waited.compareTo(request.patience()) >= 0) {
        outcome = Optional.of(new Outcome.Silent("no result within " + request.patience()));
      }
      return false;
    }
    if (waited.compareTo(overTime) < 0) {
      return false;
    }
    if (said > resends) {
      outcome =
          Optional.of(
              new Outcome.Silent("no answer, said " + said + " times, " + overTime + " each"));
      return false;
    }
    said++;
    sinceNanos = now;
    return true;
  }

  /// The station came back on another connection: what it has not answered it may not have had.
  void isOnAnotherLine() {
    if (!isAtIt && said > 0 && said <= resends) {
      sinceNanos -= overTime.toNanos();
    }
  }

  /// Whether this packet belongs to it.
  boolean hears(Hj212Packet packet, long now) {
    if (outcome.isPresent() || !qn.equals(qn(packet))) {
      return false;
    }
    sinceNanos = now;
    switch (packet.command()) {
      case ANSWER -> answered(packet.field("QnRtn").orElse(""));
      case RESULT -> ended(packet.field("ExeRtn").orElse(""));
      case NOTICE_ANSWER -> outcome = Optional.of(new Outcome.Done());
      default -> {
        isAtIt = true;
        hasData = true;
        if (request.end() == Request.End.ACCEPTED) {
          outcome = Optional.of(new Outcome.Done());
        }
      }
    }
    return true;
  }

  private void answered(String qnRtn) {
    if (!qnRtn.equals("1")) {
      outcome = Optional.of(new Outcome.Refused(told("QnRtn", qnRtn, Codes.answer(qnRtn))));
    } else if (request.end() == Request.End.EXECUTED) {
      isAtIt = true;
    } else {
      outcome = Optional.of(new Outcome.Done());
    }
  }

  private void ended(String exeRtn) {
    outcome =
        Optional.of(
            exeRtn.equals("1")
                ? new Outcome.Done()
                : new Outcome.Refused(told("ExeRtn", exeRtn, Codes.result(exeRtn))));
  }

  private static String told(String field, String code, String name) {
    return (field + "=" + code + " " + name).strip();
  }

  /// In the header; in CP with stations of 2005.
  private static String qn(Hj212Packet packet) {
    Map<String, String> header = packet.header();
    return header.containsKey("QN") ? header.getOrDefault("QN", "") : packet.field("QN").orElse("");
  }
}
