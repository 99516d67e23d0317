package org.fieldbeacon.agent.quality;

import java.util.Arrays;

/// The samples of the last while, with their range: a sliding minimum and maximum in constant time
/// a sample. A hole of more than half the span begins it anew, since a few samples around a hole
/// say nothing of a line being flat.
final class SampleWindow {
  private static final int MIN_SAMPLES = 3;

  private final long span;
  private final Extremes greatest = new Extremes();
  private final Extremes least = new Extremes();
  private long begun = Long.MAX_VALUE;
  private long now = Long.MIN_VALUE;
  private long samples;

  /// @param span in the unit of the times given to [#add]
  SampleWindow(long span) {
    this.span = span;
  }

  void add(long at, double value) {
    if (samples > 0 && at - now > span / 2) {
      clear();
    }
    begun = Math.min(begun, at);
    now = at;
    samples++;
    greatest.add(at, value, at - span);
    least.add(at, -value, at - span);
  }

  /// Whether samples reach back over the whole span.
  boolean isFull() {
    return samples >= MIN_SAMPLES && now - begun >= span;
  }

  /// Greatest less least of the span.
  double range() {
    return greatest.best() + least.best();
  }

  void clear() {
    greatest.clear();
    least.clear();
    begun = Long.MAX_VALUE;
    samples = 0;
  }

  /// Samples that may yet be the greatest, in a ring: each is less than the one before.
  private static final class Extremes {
    private long[] at = new long[16];
    private double[] values = new double[16];
    private int first;
    private int count;

    void add(long when, double value, long oldest) {
      while (count > 0 && values[index(count - 1)] <= value) {
        count--;
      }
      while (count > 0 && at[first] < oldest) {
        first = index(1);
        count--;
      }
      if (count == at.length) {
        grow();
      }
      at[index(count)] = when;
      values[index(count)] = value;
      count++;
    }

    double best() {
      return values[first];
    }

    void clear() {
      count = 0;
    }

    private int index(int i) {
      return first + i & at.length - 1;
    }

    private void grow() {
      long[] times = Arrays.copyOf(at, at.length * 2);
      double[] numbers = Arrays.copyOf(values, at.length * 2);
      for (int i = 0; i < count; i++) {
        times[i] = at[index(i)];
        numbers[i] = values[index(i)];
      }
      at = times;
      values = numbers;
      first = 0;
    }
  }
}
