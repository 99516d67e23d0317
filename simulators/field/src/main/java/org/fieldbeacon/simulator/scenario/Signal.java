package org.fieldbeacon.simulator.scenario;

import java.time.Duration;
import java.time.Instant;
import org.fieldbeacon.simulator.series.Series;

/// What a register says over simulated time, in the unit of the quantity.
public sealed interface Signal {
  /// The value after this much simulated time.
  double at(Duration elapsed);

  /// Always the same; set once, so that a client may overwrite it.
  record Constant(double value) implements Signal {
    @Override
    public double at(Duration elapsed) {
      return value;
    }
  }

  /// A recorded value on the straight line between two rows.
  ///
  /// @param begin the series' time at which the simulation starts
  record Linear(Series series, Instant begin) implements Signal {
    @Override
    public double at(Duration elapsed) {
      return series.linear(begin.plus(elapsed));
    }
  }

  /// A recorded value that holds until the next row.
  record Step(Series series, Instant begin) implements Signal {
    @Override
    public double at(Duration elapsed) {
      return series.step(begin.plus(elapsed));
    }
  }

  /// The counter of a tipping-bucket rain gauge: the rain since the start, in whole buckets.
  ///
  /// @param series rain in mm, each row the amount since the row before
  /// @param bucketMm rain by tip, as 0.2
  record TippingBucket(Series series, Instant begin, double bucketMm) implements Signal {
    private static final double ROUNDING = 1e-9;

    @Override
    public double at(Duration elapsed) {
      return bucketMm * Math.floor(series.sum(begin, begin.plus(elapsed)) / bucketMm + ROUNDING);
    }
  }

  /// The sum of a window that ends now, as the rain of the last hour.
  record WindowSum(Series series, Instant begin, Duration window) implements Signal {
    @Override
    public double at(Duration elapsed) {
      return series.sum(window, begin.plus(elapsed));
    }
  }
}
