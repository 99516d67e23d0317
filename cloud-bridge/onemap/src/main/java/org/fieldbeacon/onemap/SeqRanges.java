package org.fieldbeacon.onemap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeacon.contract.Receipt.Range;

/// A set of sequence numbers as disjoint, non-adjacent ranges: which messages of one numbering are
/// held. Not thread-safe; the store's thread owns it.
final class SeqRanges {
  private final TreeMap<Long, Long> toByFrom = new TreeMap<>();

  static SeqRanges of(List<Range> ranges) {
    var set = new SeqRanges();
    ranges.forEach(r -> set.toByFrom.put(r.from(), r.to()));
    return set;
  }

  boolean contains(long seq) {
    Map.Entry<Long, Long> below = toByFrom.floorEntry(seq);
    return below != null && seq <= below.getValue();
  }

  /// Whether it was new.
  boolean add(long seq) {
    if (contains(seq)) {
      return false;
    }
    long from = seq;
    long to = seq;
    Map.Entry<Long, Long> below = toByFrom.lowerEntry(seq);
    if (below != null && below.getValue() == seq - 1) {
      from = below.getKey();
    }
    Long above = toByFrom.remove(seq + 1);
    if (above != null) {
      to = above;
    }
    toByFrom.put(from, to);
    return true;
  }

  List<Range> ranges() {
    return toByFrom.entrySet().stream().map(e -> new Range(e.getKey(), e.getValue())).toList();
  }

  /// The highest number held, 0 when none.
  long highest() {
    return toByFrom.isEmpty() ? 0 : toByFrom.lastEntry().getValue();
  }

  /// The number up to which nothing is awaited any more: held, or below `oldest` and so lost.
  long through(long oldest) {
    long settled = oldest - 1;
    for (Map.Entry<Long, Long> range : toByFrom.entrySet()) {
      if (range.getKey() > settled + 1) {
        break;
      }
      settled = Math.max(settled, range.getValue());
    }
    return settled;
  }

  /// Ranges held above [#through], the first `limit` of them.
  List<Range> above(long through, int limit) {
    return toByFrom.tailMap(through, false).entrySet().stream()
        .limit(limit)
        .map(e -> new Range(e.getKey(), e.getValue()))
        .toList();
  }

  /// What is missing below the highest number held, or below `oldest` where that is higher; cut at
  /// `oldest`, because what lies below it is lost for good and what lies above may still come.
  List<Gap> gaps(long oldest) {
    var gaps = new ArrayList<Gap>();
    long next = 1;
    for (Map.Entry<Long, Long> range : toByFrom.entrySet()) {
      addGap(gaps, next, range.getKey() - 1, oldest);
      next = range.getValue() + 1;
    }
    addGap(gaps, next, oldest - 1, oldest);
    return gaps;
  }

  private static void addGap(List<Gap> gaps, long from, long to, long oldest) {
    if (from > to) {
      return;
    }
    if (from < oldest) {
      gaps.add(new Gap(from, Math.min(to, oldest - 1), true));
    }
    if (to >= oldest) {
      gaps.add(new Gap(Math.max(from, oldest), to, false));
    }
  }

  /// @param isLost whether the gateway no longer holds them
  record Gap(long from, long to, boolean isLost) {}
}
