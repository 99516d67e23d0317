package org.fieldbeacon.agent.quality;

import java.util.Arrays;

/// The standard deviation (of a population) of the samples of the last while. Sums are taken from
/// the first sample as origin and made anew at each turn of the ring, so that rounding does not
/// pile up.
final class DeviationWindow {
  private final long span;
  private long[] at = new long[64];
  private double[] values = new double[64];
  private int first;
  private int count;
  private double origin;
  private double sum;
  private double squares;

  DeviationWindow(long span) {
    this.span = span;
  }

  void add(long when, double value) {
    while (count > 0 && at[first] < when - span) {
      take(values[first], -1);
      first = first + 1 & at.length - 1;
      count--;
      if (first == 0) {
        sumAgain();
      }
    }
    if (count == at.length) {
      grow();
    }
    int end = first + count & at.length - 1;
    at[end] = when;
    values[end] = value;
    count++;
    if (count == 1) {
      sumAgain();
    } else {
      take(value, 1);
    }
  }

  double deviation() {
    double mean = sum / count;
    return Math.sqrt(Math.max(0, squares / count - mean * mean));
  }

  void clear() {
    count = 0;
  }

  private void take(double value, int sign) {
    double from = value - origin;
    sum += sign * from;
    squares += sign * from * from;
  }

  private void sumAgain() {
    sum = 0;
    squares = 0;
    origin = values[first];
    for (int i = 0; i < count; i++) {
      take(values[first + i & at.length - 1], 1);
    }
  }

  private void grow() {
    long[] times = Arrays.copyOf(at, at.length * 2);
    double[] numbers = Arrays.copyOf(values, at.length * 2);
    for (int i = 0; i < count; i++) {
      times[i] = at[first + i & at.length - 1];
      numbers[i] = values[first + i & at.length - 1];
    }
    at = times;
    values = numbers;
    first = 0;
  }
}
