package org.fieldbeacon.simulator.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private static final Instant NOON = Instant.parse("2021-07-20T12:00:00Z");

  /// 2 at noon, 4 at 12:10, 1 at 12:40.
  private final Series series =
      new Series(new long[] {minute(0), minute(10), minute(40)}, new double[] {2, 4, 1});

  @Test
  void drawsAStraightLineBetweenRows() {
    assertEquals(2, series.linear(at(0)));
    assertEquals(3, series.linear(at(5)));
    assertEquals(4, series.linear(at(10)));
    assertEquals(2.5, series.linear(at(25)));
  }

  @Test
  void holdsTheEndsBeyondThem() {
    assertEquals(2, series.linear(at(-60)));
    assertEquals(1, series.linear(at(60)));
    assertEquals(2, series.step(at(-60)));
    assertEquals(1, series.step(at(60)));
  }

  @Test
  void holdsAStepUntilTheNextRow() {
    assertEquals(2, series.step(at(9)));
    assertEquals(4, series.step(at(10)));
    assertEquals(4, series.step(at(39)));
  }

  /// Each row is what fell since the row before, so the first row's amount is before all time.
  @Test
  void sumsAmountsAndSpreadsEachEvenly() {
    assertEquals(0, series.sum(at(-60), at(0)));
    assertEquals(2, series.sum(at(0), at(5)));
    assertEquals(4, series.sum(at(0), at(10)));
    assertEquals(5, series.sum(at(0), at(99)));
    assertEquals(2.5, series.sum(Duration.ofMinutes(20), at(25)));
  }

  @Test
  void refusesTimeThatDoesNotRise() {
    assertThrows(
        IllegalArgumentException.class, () -> new Series(new long[] {5, 5}, new double[] {1, 2}));
    assertThrows(IllegalArgumentException.class, () -> new Series(new long[0], new double[0]));
  }

  private static Instant at(int minute) {
    return NOON.plus(Duration.ofMinutes(minute));
  }

  private static long minute(int minute) {
    return at(minute).toEpochMilli();
  }
}
