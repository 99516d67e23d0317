package org.fieldbeacon.modbus;

import java.time.Duration;
import java.time.Instant;

/// How long a silent unit is left alone: 1 s, 2 s, 4 s … 60 s. Its neighbours are not affected.
final class Backoff {
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

  void answered() {
    failures = 0;
    until = Instant.MIN;
  }
}
