package org.fieldbeacon.agent.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.fieldbeacon.contract.Receipt.Range;
import org.junit.jupiter.api.Test;

class ReceiptedSeqsTest {
  @Test
  void joinsRangesThatMeet() {
    var seqs = new ReceiptedSeqs();
    seqs.add(2, List.of(new Range(5, 6), new Range(8, 9)), 100);
    assertEquals(List.of(new Range(5, 6), new Range(8, 9)), seqs.ranges());
    seqs.add(0, List.of(new Range(7, 7)), 100);
    assertEquals(List.of(new Range(5, 9)), seqs.ranges());
    seqs.add(4, List.of(), 100);
    assertEquals(9, seqs.through());
    assertEquals(List.of(), seqs.ranges());
  }

  /// A receipt for a number never sent must not confirm the message that gets it later.
  @Test
  void believesNothingAboutNumbersNotGivenYet() {
    var seqs = new ReceiptedSeqs();
    seqs.add(1_000, List.of(new Range(2_000, 3_000)), 10);
    assertEquals(10, seqs.through());
    assertEquals(List.of(), seqs.ranges());
  }

  @Test
  void agreesWithAPlainSetOfBits() {
    for (long seed = 1; seed <= 300; seed++) {
      var random = new Random(seed);
      var seqs = new ReceiptedSeqs();
      var model = new BitSet();
      for (int step = 0; step < 20; step++) {
        long through = random.nextInt(4) == 0 ? random.nextInt(40) : 0;
        List<Range> also = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          long from = 1L + random.nextInt(60);
          also.add(new Range(from, from + random.nextInt(8)));
        }
        seqs.add(through, also, 60);
        model.set(1, (int) Math.max(1, through + 1));
        also.forEach(r -> model.set((int) r.from(), (int) Math.min(60, r.to()) + 1));
        for (int seq = 1; seq <= 61; seq++) {
          assertEquals(model.get(seq), seqs.covers(seq), "seed " + seed + " seq " + seq);
        }
        assertEquals(model.nextClearBit(1) - 1, seqs.through(), "seed " + seed);
      }
    }
  }
}
