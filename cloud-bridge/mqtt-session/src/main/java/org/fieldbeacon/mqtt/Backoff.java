package org.fieldbeacon.mqtt;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: twice as long each time up to a limit, and somewhere
/// in the upper half of that by chance, so that a thousand gateways do not return in one second.
/// One thread.
public final class Backoff {
  private final long firstMillis;
  private final long longestMillis;
  private final RandomGenerator random;
  private long baseMillis;

  public Backoff(Duration first, Duration longest, RandomGenerator random) {
    if (!first.isPositive() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "backoff: got " + first + ".." + longest + ", wanted 0 < first <= longest");
    }
    this.firstMillis = Math.max(1, first.toMillis());
    this.longestMillis = Math.max(firstMillis, longest.toMillis());
    this.random = random;
    this.baseMillis = firstMillis;
  }

  public Duration next() {
    long half = baseMillis / 2;
    long wait = half + random.nextLong(baseMillis - half + 1);
    baseMillis = Math.min(longestMillis, 2 * baseMillis);
    return Duration.ofMillis(wait);
  }

  /// After a success.
  public void reset() {
    baseMillis = firstMillis;
  }
}
