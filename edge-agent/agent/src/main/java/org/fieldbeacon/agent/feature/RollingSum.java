package org.fieldbeacon.agent.feature;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/// Sums of rain over the last while, that know how much of that while they have seen.
///
/// How it is designed, and why: every reading closes a stretch of time, with an amount and whether
/// the stretch was watched. A stretch longer than `maxGap` was not, unless the gauge kept counting
/// through it and the window holds the whole of it: then its total is known though nobody saw it
/// fall. A stretch that the window cuts gives its share by time.
///
/// The stretches lie in a ring of [#CAPACITY]: when it is full the oldest goes, which shows as
/// missing coverage and never as less rain than none. One thread.
public final class RollingSum {
  /// What a reading of the gauge means.
  public enum Kind {
    /// What fell since the reading before.
    INCREMENT,
    /// What fell since the gauge was last reset.
    COUNTER
  }

  /// A gauge and how it is read.
  ///
  /// @param kind what a reading means
  /// @param rolloverAt a counter's first value in mm that it cannot show (1000 for 000.0..999.9),
  ///   empty when it does not roll over
  /// @param maxGap longer than this between readings is time not watched
  /// @param longest the longest window ever asked for
  public record Gauge(Kind kind, OptionalDouble rolloverAt, Duration maxGap, Duration longest) {
    public Gauge {
      if (!maxGap.isPositive() || !longest.isPositive()) {
        throw new IllegalArgumentException(
            "rain gauge: got max gap " + maxGap + ", longest " + longest + ", wanted above zero");
      }
    }
  }

  /// What is known of a window.
  ///
  /// @param amount what fell in the watched part, in mm: a lower bound unless all of it was watched
  /// @param coverage 0..1, the part of the window that was watched
  public record Sum(double amount, double coverage) {}

  static final int CAPACITY = 4096;
  private static final double MILLIS_PER_HOUR = 3_600_000;

  private final Gauge gauge;
  private final long[] from = new long[CAPACITY];
  private final long[] to = new long[CAPACITY];
  private final double[] amount = new double[CAPACITY];
  private final boolean[] complete = new boolean[CAPACITY];
  private int first;
  private int count;
  private long lastMillis = Long.MIN_VALUE;
  private double lastValue = Double.NaN;

  public RollingSum(Gauge gauge) {
    this.gauge = gauge;
  }

  /// Another one with the same past, to try a reading on.
  public RollingSum copy() {
    var copy = new RollingSum(gauge);
    System.arraycopy(from, 0, copy.from, 0, CAPACITY);
    System.arraycopy(to, 0, copy.to, 0, CAPACITY);
    System.arraycopy(amount, 0, copy.amount, 0, CAPACITY);
    System.arraycopy(complete, 0, copy.complete, 0, CAPACITY);
    copy.first = first;
    copy.count = count;
    copy.lastMillis = lastMillis;
    copy.lastValue = lastValue;
    return copy;
  }

  /// Takes a reading. One that is not later than the last is left out, and so is an increment below
  /// zero; the answer is whether it was taken.
  public boolean add(Instant at, double reading) {
    long now = at.toEpochMilli();
    if (now <= lastMillis || !Double.isFinite(reading)) {
      return false;
    }
    if (gauge.kind() == Kind.INCREMENT) {
      if (reading < 0) {
        return false;
      }
      addIncrement(now, reading);
    } else if (lastMillis != Long.MIN_VALUE) {
      addCounter(now, reading);
    }
    lastMillis = now;
    lastValue = reading;
    return true;
  }

  /// The sum over the `window` that ends at `now`. Time after the last reading is not watched.
  public Sum over(Duration window, Instant now) {
    long end = now.toEpochMilli();
    long begin = end - window.toMillis();
    double sum = 0;
    long watched = 0;
    for (int i = 0; i < count; i++) {
      int at = (first + i) % CAPACITY;
      long inside = Math.min(to[at], end) - Math.max(from[at], begin);
      if (from[at] == to[at]) {
        sum += to[at] > begin && to[at] <= end ? amount[at] : 0;
      } else if (inside > 0) {
        long length = to[at] - from[at];
        sum += amount[at] * inside / length;
        boolean whole = inside == length;
        watched += complete[at] && (whole || length <= gapMillis()) ? inside : 0;
      }
    }
    return new Sum(sum, Math.min(1, (double) watched / (end - begin)));
  }

  /// An increment after a gap tells of the last `maxGap` at most: those between were lost.
  private void addIncrement(long now, double fell) {
    boolean known = lastMillis != Long.MIN_VALUE && now - lastMillis <= gapMillis();
    push(known ? lastMillis : now, now, fell, known);
  }

  private void addCounter(long now, double reading) {
    double rise = reading - lastValue;
    if (rise >= 0) {
      push(lastMillis, now, rise, true);
      return;
    }
    // A small step back is a correction, and no rain at all.
    boolean farBack = reading >= 0 && reading <= lastValue / 2;
    double possible = heaviestMm(now - lastMillis);
    double rolled = rise + gauge.rolloverAt().orElse(Double.POSITIVE_INFINITY);
    if (farBack && rolled >= 0 && rolled <= possible) {
      push(lastMillis, now, rolled, true);
    } else {
      // A reset hides what fell before it.
      push(lastMillis, now, farBack && reading <= possible ? reading : 0, false);
    }
  }

  /// No more has ever fallen: the envelope of the world's records, 422 mm at one hour and growing
  /// with the 0.475th power of time (Jennings 1950; WMO-No. 1045).
  private static double heaviestMm(long millis) {
    return 422 * Math.pow(millis / MILLIS_PER_HOUR, 0.475);
  }

  private void push(long begin, long end, double fell, boolean known) {
    long oldest = end - gauge.longest().toMillis();
    while (count > 0 && (to[first] <= oldest || count == CAPACITY)) {
      first = (first + 1) % CAPACITY;
      count--;
    }
    int at = (first + count) % CAPACITY;
    from[at] = begin;
    to[at] = end;
    amount[at] = fell;
    complete[at] = known;
    count++;
  }

  private long gapMillis() {
    return gauge.maxGap().toMillis();
  }
}
