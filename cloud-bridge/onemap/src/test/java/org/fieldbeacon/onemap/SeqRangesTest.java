package org.fieldbeacon.onemap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.fieldbeacon.contract.Receipt.Range;
import org.junit.jupiter.api.Test;

/// Promise 4: nothing twice, gaps known.
class SeqRangesTest {
  @Test
  void joinsNeighboursOnBothSides() {
    var set = of(1, 2, 5, 6, 9);
    assertEquals(List.of(new Range(1, 2), new Range(5, 6), new Range(9, 9)), set.ranges());
    assertTrue(set.add(3));
    assertTrue(set.add(4));
    assertFalse(set.add(4));
    assertEquals(List.of(new Range(1, 6), new Range(9, 9)), set.ranges());
  }

  @Test
  void settlesUpToTheFirstHole() {
    var set = of(1, 2, 4);
    assertEquals(2, set.through(1));
    assertEquals(List.of(new Range(4, 4)), set.above(2, 10));
    assertEquals(0, new SeqRanges().through(1));
  }

  @Test
  void whatTheGatewayNoLongerHoldsIsSettledAsLost() {
    var set = of(1, 2, 6, 7);
    assertEquals(7, set.through(6));
    assertEquals(List.of(new SeqRanges.Gap(3, 5, true)), set.gaps(6));
  }

  @Test
  void cutsAGapWhereTheGatewayBeginsToHold() {
    assertEquals(
        List.of(new SeqRanges.Gap(3, 4, true), new SeqRanges.Gap(5, 9, false)),
        of(1, 2, 10).gaps(5));
  }

  @Test
  void oldestAboveEverythingHeldIsAGapToo() {
    assertEquals(List.of(new SeqRanges.Gap(3, 8, true)), of(1, 2).gaps(9));
  }

  @Test
  void agreesWithAPlainSetInAnyOrder() {
    var random = new Random(410_105);
    for (int round = 0; round < 200; round++) {
      var plain = new TreeSet<Long>();
      var set = new SeqRanges();
      for (int i = 0; i < 60; i++) {
        long seq = 1L + random.nextInt(80);
        assertEquals(plain.add(seq), set.add(seq));
      }
      long oldest = 1L + random.nextInt(80);
      long through = oldest - 1;
      while (plain.contains(through + 1)) {
        through++;
      }
      assertEquals(through, set.through(oldest));
      for (long seq = 1; seq <= 81; seq++) {
        long at = seq;
        assertEquals(plain.contains(seq), set.contains(seq));
        boolean isMissing = !plain.contains(seq) && seq < Math.max(set.highest(), oldest);
        assertEquals(
            isMissing, set.gaps(oldest).stream().anyMatch(g -> g.from() <= at && at <= g.to()));
      }
    }
  }

  private static SeqRanges of(long... seqs) {
    var set = new SeqRanges();
    for (long seq : seqs) {
      set.add(seq);
    }
    return set;
  }
}
