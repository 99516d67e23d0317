package org.fieldbeacon.driver;

import java.time.Duration;
import java.time.Instant;

/// How long a silent device is left alone: 1 s, 2 s, 4 s … 60 s. Its neighbours are not affected.
/// One thread.
public final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 6;
  private static final Duration MOST = Duration.ofSeconds(60);

  private int failures;
  private Instant until = Instant.MIN;

  public boolean holds(Instant now) {
    return now.isBefore(until);
  }

  public void failed(Instant now) {
    Duration wait = FIRST.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    failed(now, wait.compareTo(MOST) > 0 ? MOST : wait);
  }

  /// The same with a time that the driver has a reason for.
  public void failed(Instant now, Duration wait) {
    until = now.plus(wait);
    failures++;
  }

  public void answered() {
    failures = 0;
    until = Instant.MIN;
  }
}
