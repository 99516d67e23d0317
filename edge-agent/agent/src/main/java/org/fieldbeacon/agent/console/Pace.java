package org.fieldbeacon.agent.console;

import java.time.Duration;
import java.util.function.LongSupplier;

/// How often something may be done that others out there can feel: a few times at once, then only
/// now and then. Any thread.
final class Pace {
  private final int atOnce;
  private final long everyNanos;
  private final LongSupplier nanos;
  private long paidUntil;

  /// @param atOnce how often without waiting
  /// @param every one more comes back after so long
  /// @param nanos a clock that never jumps
  Pace(int atOnce, Duration every, LongSupplier nanos) {
    this.atOnce = atOnce;
    this.everyNanos = every.toNanos();
    this.nanos = nanos;
    this.paidUntil = nanos.getAsLong();
  }

  /// Counts one.
  ///
  /// @throws ApiProblem 429 when it is too soon
  synchronized void take() {
    long now = nanos.getAsLong();
    long from = paidUntil - now > 0 ? paidUntil : now;
    long ahead = from + everyNanos - now;
    long most = atOnce * everyNanos;
    if (ahead > most) {
      throw ApiProblem.later(
          429, "太频繁,请稍后再试", "too often; try again later", Duration.ofNanos(ahead - most));
    }
    paidUntil = from + everyNanos;
  }
}
