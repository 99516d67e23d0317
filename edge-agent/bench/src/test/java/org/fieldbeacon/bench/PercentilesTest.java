package org.fieldbeacon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void takesTheNearestRank() {
    var thousand = new Percentiles(IntStream.rangeClosed(1, 1000).asDoubleStream().toArray());
    assertEquals(500, thousand.at(50));
    assertEquals(990, thousand.at(99));
    assertEquals(999, thousand.at(99.9));
    assertEquals(1000, thousand.greatest());
  }

  /// With fewer than a thousand values p99.9 is the greatest, never one made up.
  @Test
  void aSmallSampleGivesItsGreatest() {
    assertEquals(7, new Percentiles(new double[] {7, 1, 3}).at(99.9));
  }

  @Test
  void anEmptySampleHasNoPercentile() {
    assertTrue(Double.isNaN(new Percentiles(new double[0]).at(50)));
  }
}
