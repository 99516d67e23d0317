package org.fieldbeacon.environment;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/// What the centre asks of a station, whole in one packet (HJ 212-2017 §6.1 and annex C).
///
/// @param content what stands in CP, made afresh each time that it is said
/// @param end what ends it
/// @param patience how long the station may be at it without a word
record Request(int command, Function<Instant, String> content, End end, Duration patience) {
  private static final Duration SOON = Duration.ofMinutes(1);

  /// Calibrating, washing and sampling take their time.
  private static final Duration AT_WORK = Duration.ofMinutes(30);

  /// What ends a request that goes well.
  enum End {
    /// CN 9013: a notice, nothing else comes.
    NOTICED,
    /// CN 9011: what it began goes on until it is told to stop.
    ACCEPTED,
    /// CN 9012.
    EXECUTED
  }

  static Request readClock() {
    return plain(1011, "");
  }

  /// @param factor whose instrument asked for the time; empty for the station's own clock
  static Request setClock(String factor) {
    String instrument = factor.isEmpty() ? "" : "PolId=" + factor + ";";
    return new Request(
        1012, now -> instrument + "SystemTime=" + Hj212Time.digits(now), End.EXECUTED, SOON);
  }

  static Request plain(int command, String content) {
    return new Request(command, _ -> content, End.EXECUTED, SOON);
  }

  static Request startRealTime() {
    return new Request(2011, _ -> "", End.ACCEPTED, SOON);
  }

  static Request stopRealTime() {
    return new Request(2012, _ -> "", End.NOTICED, SOON);
  }

  static Request history(int command, Instant begin, Instant end) {
    return plain(
        command, "BeginTime=" + Hj212Time.digits(begin) + ",EndTime=" + Hj212Time.digits(end));
  }

  static Request of(Order order, String factor) {
    return switch (order) {
      case SET_CLOCK -> setClock("");
      case START_REAL_TIME -> startRealTime();
      case STOP_REAL_TIME -> stopRealTime();
      case CALIBRATE, SAMPLE, RINSE, COMPARE ->
          new Request(order.command(), _ -> "PolId=" + factor, End.EXECUTED, AT_WORK);
      case RETAIN_SAMPLE -> new Request(order.command(), _ -> "", End.EXECUTED, AT_WORK);
    };
  }
}
