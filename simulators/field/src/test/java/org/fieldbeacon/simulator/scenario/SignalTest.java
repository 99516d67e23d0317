package org.fieldbeacon.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.fieldbeacon.simulator.series.Series;
import org.junit.jupiter.api.Test;

class SignalTest {
  private static final Instant BEGIN = Instant.parse("2021-07-20T08:00:00Z");

  /// 1 mm in the first hour, 3 mm in the second.
  private static final Series RAIN =
      new Series(
          new long[] {
            BEGIN.toEpochMilli(),
            BEGIN.plusSeconds(3600).toEpochMilli(),
            BEGIN.plusSeconds(7200).toEpochMilli()
          },
          new double[] {9, 1, 3});

  @Test
  void tipsOnlyWhenTheBucketIsFull() {
    var gauge = new Signal.TippingBucket(RAIN, BEGIN, 0.2);
    assertEquals(0, gauge.at(Duration.ZERO));
    assertEquals(0, gauge.at(Duration.ofMinutes(11)));
    assertEquals(0.2, gauge.at(Duration.ofMinutes(12)), 1e-9);
    assertEquals(1, gauge.at(Duration.ofHours(1)), 1e-9);
    assertEquals(4, gauge.at(Duration.ofDays(3)), 1e-9);
  }

  @Test
  void beginsWhereItIsTold() {
    var gauge = new Signal.TippingBucket(RAIN, BEGIN.plusSeconds(3600), 0.5);
    assertEquals(3, gauge.at(Duration.ofHours(1)), 1e-9);
  }

  @Test
  void sumsAWindowThatEndsNow() {
    var lastHour = new Signal.WindowSum(RAIN, BEGIN, Duration.ofHours(1));
    assertEquals(1, lastHour.at(Duration.ofHours(1)), 1e-9);
    assertEquals(2, lastHour.at(Duration.ofMinutes(90)), 1e-9);
    assertEquals(0, lastHour.at(Duration.ofHours(3)), 1e-9);
  }
}
