package org.fieldbeacon.agent.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RateOfRiseTest {
  private static final Instant START = Instant.parse("2026-07-14T00:00:00Z");
  private final RateOfRise rise = new RateOfRise(Duration.ofHours(1));

  @Test
  void aStraightRiseHasItsSlope() {
    rise(0, 6, 0.1);
    assertEquals(0.6, rise.perHour(minutes(50)).orElseThrow(), 1e-9);
  }

  @Test
  void aFallIsNegative() {
    rise(0, 6, -0.1);
    assertEquals(-0.6, rise.perHour(minutes(50)).orElseThrow(), 1e-9);
  }

  @Test
  void oneWildSampleHardlyMovesIt() {
    for (int i = 0; i < 7; i++) {
      rise.add(minutes(i * 10), i == 3 ? 50 : 10 + i * 0.1);
    }
    assertEquals(0.6, rise.perHour(minutes(60)).orElseThrow(), 1e-9);
  }

  @Test
  void tooFewOrTooCloseSamplesSayNothing() {
    assertEquals(OptionalDouble.empty(), rise.perHour(START));
    rise(0, 2, 0.1);
    assertEquals(OptionalDouble.empty(), rise.perHour(minutes(10)));
    for (int s = 1; s < 5; s++) {
      rise.add(minutes(10).plusSeconds(s), 11);
    }
    assertEquals(OptionalDouble.empty(), rise.perHour(minutes(11)));
  }

  @Test
  void samplesOlderThanTheWindowDoNotCount() {
    rise(0, 6, 5);
    for (int i = 0; i < 7; i++) {
      rise.add(minutes(120 + i * 10), 10);
    }
    assertEquals(0, rise.perHour(minutes(180)).orElseThrow(), 1e-9);
    assertEquals(OptionalDouble.empty(), rise.perHour(minutes(400)));
  }

  @Test
  void manySamplesAreThinnedAndTimeBackwardsIsLeftOut() {
    for (int s = 0; s < 3600; s++) {
      rise.add(START.plusSeconds(s), s * 0.001);
    }
    rise.add(START, 99);
    assertEquals(OptionalDouble.empty(), rise.perHour(START.plusSeconds(7000)));
    var minute = new RateOfRise(Duration.ofMinutes(10));
    for (int s = 0; s < 3600; s++) {
      minute.add(START.plusSeconds(s), s * 0.001);
    }
    assertEquals(3.6, minute.perHour(START.plusSeconds(3600)).orElseThrow(), 1e-9);
  }

  @Test
  void theTimeToALimitFollowsTheSlope() {
    assertEquals(Optional.of(Duration.ofMinutes(90)), TimeToThreshold.rising(10, 2, 13));
    assertEquals(Optional.of(Duration.ZERO), TimeToThreshold.rising(13, -1, 13));
    assertEquals(Optional.empty(), TimeToThreshold.rising(10, 0, 13));
    assertEquals(Optional.empty(), TimeToThreshold.rising(10, -1, 13));
    assertEquals(Optional.of(Duration.ofHours(24)), TimeToThreshold.rising(0, 1, 24));
    assertTrue(TimeToThreshold.rising(0, 1, 24.01).isEmpty());
  }

  private void rise(int from, int samples, double step) {
    for (int i = 0; i < samples; i++) {
      rise.add(minutes(from + i * 10), 10 + i * step);
    }
  }

  private static Instant minutes(int n) {
    return START.plusSeconds(n * 60L);
  }
}
