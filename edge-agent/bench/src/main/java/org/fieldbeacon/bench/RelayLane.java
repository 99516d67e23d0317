package org.fieldbeacon.bench;

import java.util.Collection;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// One gauge and its relay: changes the one at seeded random instants and waits for the other. One
/// thread of its own.
final class RelayLane {
  private static final int LEAST_PAUSE_MS = 150;
  private static final int PAUSE_SPAN_MS = 300;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Gauge gauge;
  private final BlockingQueue<RelayBoard.Write> writes;
  private final SplittableRandom random;

  RelayLane(Gauge gauge, RelayBoard board, int coil, long seed) {
    this.gauge = gauge;
    this.writes = board.writes(coil);
    this.random = new SplittableRandom(seed);
  }

  /// Changes the gauge so many times, on and off in turn, from off.
  ///
  /// @param latenciesMs takes the time of each change whose relay followed
  /// @return changes whose relay did not follow within ten seconds
  int change(int times, Collection<Double> latenciesMs) {
    int lost = 0;
    try {
      for (int i = 0; i < times; i++) {
        Thread.sleep(LEAST_PAUSE_MS + random.nextInt(PAUSE_SPAN_MS));
        writes.clear();
        boolean on = i % 2 == 0;
        long from = System.nanoTime();
        gauge.set(on);
        long written = awaitWrite(on, from);
        if (written == Long.MIN_VALUE) {
          lost++;
        } else {
          latenciesMs.add((written - from) / 1e6);
        }
      }
      gauge.set(false);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return lost;
  }

  private long awaitWrite(boolean on, long from) throws InterruptedException {
    long left = PATIENCE_NANOS;
    while (left > 0) {
      RelayBoard.Write write = writes.poll(left, TimeUnit.NANOSECONDS);
      if (write != null && write.on() == on) {
        return write.atNanos();
      }
      left = from + PATIENCE_NANOS - System.nanoTime();
    }
    return Long.MIN_VALUE;
  }
}
