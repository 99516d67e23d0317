package org.fieldbeacon.agent.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeacon.contract.Receipt.Range;

/// The numbers the map has confirmed: all up to one, and some ranges above it. Receipts are
/// idempotent and may come in any order. Any thread.
final class ReceiptedSeqs {
  private final TreeMap<Long, Long> above = new TreeMap<>();
  private long through;

  /// Adds a receipt, as far as it speaks of numbers up to `last`: more was never sent.
  synchronized void add(long upTo, List<Range> also, long last) {
    through = Math.max(through, Math.min(upTo, last));
    for (Range range : also) {
      long from = Math.max(1, range.from());
      long to = Math.min(range.to(), last);
      if (from <= to) {
        merge(from, to);
      }
    }
    raise();
  }

  private void merge(long from, long to) {
    long start = from;
    long end = to;
    Map.Entry<Long, Long> below = above.floorEntry(from);
    if (below != null && below.getValue() >= from - 1) {
      start = below.getKey();
      end = Math.max(end, below.getValue());
    }
    Map.Entry<Long, Long> next = above.higherEntry(start);
    while (next != null && next.getKey() <= end + 1) {
      end = Math.max(end, next.getValue());
      above.remove(next.getKey());
      next = above.higherEntry(start);
    }
    above.put(start, end);
  }

  private void raise() {
    while (!above.isEmpty() && above.firstKey() <= through + 1) {
      through = Math.max(through, above.pollFirstEntry().getValue());
    }
  }

  synchronized long through() {
    return through;
  }

  synchronized boolean covers(long seq) {
    Map.Entry<Long, Long> below = above.floorEntry(seq);
    return seq <= through || below != null && seq <= below.getValue();
  }

  /// How many of the numbers from `oldest` to `last` no receipt has covered.
  synchronized long missing(long oldest, long last) {
    long covered = 0;
    for (Map.Entry<Long, Long> range : above.entrySet()) {
      covered += range.getValue() - range.getKey() + 1;
    }
    return Math.max(0, last - Math.max(through, oldest - 1) - covered);
  }

  synchronized List<Range> ranges() {
    List<Range> ranges = new ArrayList<>();
    above.forEach((from, to) -> ranges.add(new Range(from, to)));
    return ranges;
  }
}
