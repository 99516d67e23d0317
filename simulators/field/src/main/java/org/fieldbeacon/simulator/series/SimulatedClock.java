package org.fieldbeacon.simulator.series;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Simulated time since the beginning: real time, by a monotonic source, times a factor.
public final class SimulatedClock {
  /// Ten years pass in five minutes.
  public static final double MAX_FACTOR = 1_000_000;

  private final LongSupplier nanoTime;
  private final double factor;
  private final long zero;

  /// Begins now.
  ///
  /// @param nanoTime a monotonic source of nanoseconds, as `System::nanoTime`
  /// @param factor simulated seconds in a real one, above 0, up to [#MAX_FACTOR]
  public SimulatedClock(LongSupplier nanoTime, double factor) {
    if (!(factor > 0 && factor <= MAX_FACTOR)) {
      throw new IllegalArgumentException(
          "time factor: got " + factor + ", wanted above 0, up to " + MAX_FACTOR);
    }
    this.nanoTime = nanoTime;
    this.factor = factor;
    this.zero = nanoTime.getAsLong();
  }

  /// Simulated time since the beginning.
  public Duration elapsed() {
    double seconds = (nanoTime.getAsLong() - zero) / 1e9 * factor;
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  /// Real time since the beginning.
  public Duration realElapsed() {
    return Duration.ofNanos(nanoTime.getAsLong() - zero);
  }
}
