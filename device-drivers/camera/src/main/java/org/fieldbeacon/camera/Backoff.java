package org.fieldbeacon.camera;

import java.time.Duration;
import java.time.Instant;

/// How long a camera is left alone: 1 s, 2 s, 4 s … 60 s after trouble, and ten minutes after it
/// refused the password, since cameras lock an account after a few wrong ones.
final class Backoff {
  static final Duration AFTER_REFUSAL = Duration.ofMinutes(10);

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 6;
  private static final Duration MOST = Duration.ofSeconds(60);

  private int failures;
  private Instant until = Instant.MIN;

  boolean holds(Instant now) {
    return now.isBefore(until);
  }

  void failed(Instant now) {
    Duration wait = FIRST.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    until = now.plus(wait.compareTo(MOST) > 0 ? MOST : wait);
    failures++;
  }

  void refused(Instant now) {
    failures++;
    until = now.plus(AFTER_REFUSAL);
  }

  void answered() {
    failures = 0;
    until = Instant.MIN;
  }
}
