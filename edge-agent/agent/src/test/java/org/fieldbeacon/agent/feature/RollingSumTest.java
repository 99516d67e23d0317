package org.fieldbeacon.agent.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.fieldbeacon.agent.feature.RollingSum.Gauge;
import org.fieldbeacon.agent.feature.RollingSum.Kind;
import org.fieldbeacon.agent.feature.RollingSum.Sum;
import org.junit.jupiter.api.Test;

/// A gauge read every ten minutes unless a test says otherwise.
class RollingSumTest {
  private static final Instant START = Instant.parse("2026-07-14T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void aCounterSumsItsDifferencesOverTheWindow() {
    var sum = gauge(Kind.COUNTER, OptionalDouble.empty());
    for (int i = 0; i <= 12; i++) {
      assertTrue(sum.add(minutes(i * 10), 100 + i));
    }
    assertEquals(new Sum(6, 1), sum.over(HOUR, minutes(120)));
    assertEquals(new Sum(12, 1), sum.over(HOUR.multipliedBy(2), minutes(120)));
    assertEquals(new Sum(12, 0.5), sum.over(HOUR.multipliedBy(4), minutes(120)));
  }

  @Test
  void theWindowCutsAStretchByTime() {
    var sum = gauge(Kind.COUNTER, OptionalDouble.empty());
    sum.add(minutes(0), 0);
    sum.add(minutes(10), 10);
    assertEquals(new Sum(4, 0.4), sum.over(Duration.ofMinutes(10), minutes(16)));
  }

  @Test
  void timeAfterTheLastReadingIsNotWatched() {
    var sum = gauge(Kind.INCREMENT, OptionalDouble.empty());
    for (int i = 0; i <= 6; i++) {
      sum.add(minutes(i * 10), 1);
    }
    assertEquals(new Sum(6, 1), sum.over(HOUR, minutes(60)));
    assertEquals(new Sum(3, 0.5), sum.over(HOUR, minutes(90)));
    assertEquals(new Sum(0, 0), sum.over(HOUR, minutes(200)));
  }

  @Test
  void aCounterKnowsWhatFellWhileNobodyLookedButNotWhen() {
    var sum = gauge(Kind.COUNTER, OptionalDouble.empty());
    sum.add(minutes(0), 0);
    sum.add(minutes(120), 60);
    assertEquals(new Sum(60, 1), sum.over(Duration.ofHours(2), minutes(120)));
    assertEquals(new Sum(30, 0), sum.over(HOUR, minutes(120)));
  }

  @Test
  void incrementsLostInAGapAreNotWatched() {
    var sum = gauge(Kind.INCREMENT, OptionalDouble.empty());
    sum.add(minutes(0), 1);
    sum.add(minutes(10), 1);
    sum.add(minutes(50), 2);
    sum.add(minutes(60), 1);
    Sum hour = sum.over(HOUR, minutes(60));
    assertEquals(4, hour.amount());
    assertEquals(20.0 / 60, hour.coverage(), 1e-9);
  }

  @Test
  void aCounterRollsOver() {
    var sum = gauge(Kind.COUNTER, OptionalDouble.of(1000));
    sum.add(minutes(0), 998);
    sum.add(minutes(10), 3);
    assertEquals(new Sum(5, 1), sum.over(Duration.ofMinutes(10), minutes(10)));
  }

  @Test
  void aResetCountsWhatFellSinceAndIsNotWatched() {
    var sum = gauge(Kind.COUNTER, OptionalDouble.empty());
    sum.add(minutes(0), 850);
    sum.add(minutes(10), 2);
    sum.add(minutes(20), 3);
    assertEquals(new Sum(3, 0.5), sum.over(Duration.ofMinutes(20), minutes(20)));
  }

  /// A correction by one tip must not be taken for a reset with 850 mm after it.
  @Test
  void aSmallStepBackIsNoRain() {
    var sum = gauge(Kind.COUNTER, OptionalDouble.of(1000));
    sum.add(minutes(0), 850.2);
    sum.add(minutes(600), 850.0);
    assertEquals(new Sum(0, 0), sum.over(Duration.ofHours(10), minutes(600)));
  }

  @Test
  void timeThatDoesNotGoForwardAndNonsenseAreLeftOut() {
    var sum = gauge(Kind.INCREMENT, OptionalDouble.empty());
    sum.add(minutes(0), 0);
    assertTrue(sum.add(minutes(10), 1));
    assertFalse(sum.add(minutes(10), 5));
    assertFalse(sum.add(minutes(5), 5));
    assertFalse(sum.add(minutes(20), -1));
    assertFalse(sum.add(minutes(20), Double.NaN));
    assertEquals(1, sum.over(HOUR, minutes(10)).amount());
  }

  /// A reading a second for a day: the ring forgets, and says so.
  @Test
  void whatDoesNotFitShowsAsMissingCoverage() {
    var sum = gauge(Kind.INCREMENT, OptionalDouble.empty());
    int seconds = RollingSum.CAPACITY * 2;
    for (int i = 0; i <= seconds; i++) {
      sum.add(START.plusSeconds(i), 0.01);
    }
    Sum all = sum.over(Duration.ofSeconds(seconds), START.plusSeconds(seconds));
    assertEquals(0.5, all.coverage(), 1e-3);
    assertEquals(RollingSum.CAPACITY * 0.01, all.amount(), 1e-6);
  }

  @Test
  void aCopyGoesItsOwnWay() {
    var sum = gauge(Kind.INCREMENT, OptionalDouble.empty());
    sum.add(minutes(0), 0);
    RollingSum copy = sum.copy();
    copy.add(minutes(10), 9);
    assertEquals(0, sum.over(HOUR, minutes(10)).amount());
    assertEquals(9, copy.over(HOUR, minutes(10)).amount());
  }

  private static RollingSum gauge(Kind kind, OptionalDouble rollover) {
    return new RollingSum(new Gauge(kind, rollover, Duration.ofMinutes(15), Duration.ofHours(24)));
  }

  private static Instant minutes(int n) {
    return START.plusSeconds(n * 60L);
  }
}
