package org.fieldbeacon.agent.inference;

import java.util.Arrays;

/// How long the last 256 questions took. Not safe for several threads: whoever has it guards it.
final class Times {
  private static final int KEPT = 256;

  private final long[] nanos = new long[KEPT];
  private int taken;

  void add(long elapsedNanos) {
    nanos[taken % KEPT] = elapsedNanos;
    taken = taken == 2 * KEPT ? KEPT + 1 : taken + 1;
  }

  /// Of the last 256, how many there are.
  int count() {
    return Math.min(taken, KEPT);
  }

  void forget() {
    taken = 0;
  }

  /// In milliseconds; 0 before the first.
  double p99Millis() {
    int count = count();
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.round(0.99 * (count - 1))] / 1e6;
  }
}
