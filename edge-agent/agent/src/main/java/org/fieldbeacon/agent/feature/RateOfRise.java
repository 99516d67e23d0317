package org.fieldbeacon.agent.feature;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalDouble;

/// How fast a value rises over the last while: the median of the slopes between all pairs of
/// samples (Theil 1950, Sen 1968), which up to 29 % of wild samples cannot move far.
///
/// It holds the last [#CAPACITY] samples and takes every n-th of them where that is more than
/// [#PAIRED], so that a judgement costs the same at any sampling rate. One thread.
public final class RateOfRise {
  static final int CAPACITY = 1024;
  private static final int PAIRED = 48;
  private static final int MIN_SAMPLES = 3;
  private static final double MILLIS_PER_HOUR = 3_600_000;

  private final long windowMillis;
  private final long[] at = new long[CAPACITY];
  private final double[] values = new double[CAPACITY];
  private final double[] slopes = new double[PAIRED * (PAIRED - 1) / 2];
  private final int[] picked = new int[PAIRED];
  private int first;
  private int count;

  /// @param window above zero
  public RateOfRise(Duration window) {
    if (!window.isPositive()) {
      throw new IllegalArgumentException("window: got " + window + ", wanted above zero");
    }
    windowMillis = window.toMillis();
  }

  /// Takes a sample; one that is not later than the last is left out.
  public void add(Instant when, double value) {
    long millis = when.toEpochMilli();
    if (!Double.isFinite(value) || count > 0 && millis <= at[index(count - 1)]) {
      return;
    }
    if (count == CAPACITY) {
      dropFirst();
    }
    at[index(count)] = millis;
    values[index(count)] = value;
    count++;
    forgetBefore(millis - windowMillis);
  }

  /// The rise per hour over the window that ends at `now`, negative when falling. Empty with fewer
  /// than three samples, or when they span less than a third of the window.
  public OptionalDouble perHour(Instant now) {
    forgetBefore(now.toEpochMilli() - windowMillis);
    if (count < MIN_SAMPLES || at[index(count - 1)] - at[first] < windowMillis / 3) {
      return OptionalDouble.empty();
    }
    int points = pick();
    int pairs = 0;
    for (int i = 0; i < points; i++) {
      for (int j = i + 1; j < points; j++) {
        double rise = values[picked[j]] - values[picked[i]];
        slopes[pairs++] = rise / (at[picked[j]] - at[picked[i]]);
      }
    }
    Arrays.sort(slopes, 0, pairs);
    double median = (slopes[(pairs - 1) / 2] + slopes[pairs / 2]) / 2;
    return OptionalDouble.of(median * MILLIS_PER_HOUR);
  }

  /// Spread evenly over the samples, the newest always among them.
  private int pick() {
    int points = Math.min(count, PAIRED);
    for (int i = 0; i < points; i++) {
      picked[i] = index((int) ((long) (count - 1) * i / (points - 1)));
    }
    return points;
  }

  private void forgetBefore(long millis) {
    while (count > 0 && at[first] < millis) {
      dropFirst();
    }
  }

  private void dropFirst() {
    first = index(1);
    count--;
  }

  private int index(int i) {
    return (first + i) % CAPACITY;
  }
}
