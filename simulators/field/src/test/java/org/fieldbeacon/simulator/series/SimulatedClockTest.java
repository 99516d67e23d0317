package org.fieldbeacon.simulator.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SimulatedClockTest {
  @Test
  void runsAsManyTimesFaster() {
    var nanos = new AtomicLong(-7_000_000_000L);
    var clock = new SimulatedClock(nanos::get, 3600);
    assertEquals(Duration.ZERO, clock.elapsed());
    nanos.addAndGet(1_500_000_000L);
    assertEquals(Duration.ofMinutes(90), clock.elapsed());
    assertEquals(Duration.ofMillis(1500), clock.realElapsed());
  }

  @Test
  void refusesToStandOrRunBackward() {
    for (double factor : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> new SimulatedClock(() -> 0, factor));
    }
  }
}
