package org.fieldbeacon.simulator.series;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/// One column of a recorded time series: rows in rising time, without holes in the values.
public final class Series {
  private final long[] epochMillis;
  private final double[] values;
  private final double[] totals;

  /// @param epochMillis strictly rising, at least one
  /// @param values finite, as many
  public Series(long[] epochMillis, double[] values) {
    if (epochMillis.length == 0 || epochMillis.length != values.length) {
      throw new IllegalArgumentException(
          "series: got "
              + epochMillis.length
              + " times and "
              + values.length
              + " values, wanted as many, and some");
    }
    this.epochMillis = epochMillis.clone();
    this.values = values.clone();
    this.totals = new double[values.length];
    for (int i = 1; i < values.length; i++) {
      if (epochMillis[i] <= epochMillis[i - 1]) {
        throw new IllegalArgumentException(
            "series: row " + i + " is not later than the one before");
      }
      totals[i] = totals[i - 1] + values[i];
    }
  }

  public Instant first() {
    return Instant.ofEpochMilli(epochMillis[0]);
  }

  public Instant last() {
    return Instant.ofEpochMilli(epochMillis[epochMillis.length - 1]);
  }

  public int size() {
    return values.length;
  }

  /// The value on the straight line between two rows; before the first and after the last row,
  /// theirs.
  public double linear(Instant time) {
    return between(values, time);
  }

  /// The value of the last row not after `time`; before the first row, the first.
  public double step(Instant time) {
    return values[Math.max(0, floor(time))];
  }

  /// The sum from `from` to `to`, each row being the amount since the row before, spread evenly.
  /// The first row only marks a beginning: what fell before it is not known.
  public double sum(Instant from, Instant to) {
    return between(totals, to) - between(totals, from);
  }

  /// The sum of the `window` that ends at `to`.
  public double sum(Duration window, Instant to) {
    return sum(to.minus(window), to);
  }

  private double between(double[] heights, Instant time) {
    int left = floor(time);
    if (left < 0) {
      return heights[0];
    }
    if (left == heights.length - 1) {
      return heights[left];
    }
    double part =
        (double) (time.toEpochMilli() - epochMillis[left])
            / (epochMillis[left + 1] - epochMillis[left]);
    return heights[left] + part * (heights[left + 1] - heights[left]);
  }

  /// Index of the last row not after `time`, -1 before the first.
  private int floor(Instant time) {
    int found = Arrays.binarySearch(epochMillis, time.toEpochMilli());
    return found >= 0 ? found : -found - 2;
  }
}
