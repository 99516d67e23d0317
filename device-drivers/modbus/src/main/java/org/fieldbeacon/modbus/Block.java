package org.fieldbeacon.modbus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.modbus.PointAddress.Table;
import org.fieldbeacon.observation.PointId;

/// One read request and the points it serves.
///
/// @param start first register or bit
/// @param quantity registers or bits
record Block(Table table, int start, int quantity, List<Entry> entries) {
  /// V1.1b3 §6.1, §6.3: 125 registers or 2,000 bits in one request.
  static final int MAX_WORDS = 125;

  static final int MAX_BITS = 2000;

  Block {
    entries = List.copyOf(entries);
  }

  /// A point and where it is.
  ///
  /// @param id made once, not for each reading
  record Entry(PointId id, PointProfile point, PointAddress address) {}

  /// The fewest requests that read all entries, in register order: neighbours are joined over holes
  /// of `maxGap` registers at most, and no request exceeds `maxWords`.
  static List<Block> plan(List<Entry> entries, int maxGap, int maxWords) {
    List<Entry> sorted =
        entries.stream()
            .sorted(
                Comparator.comparing((Entry e) -> e.address().table())
                    .thenComparingInt(e -> e.address().register()))
            .toList();
    List<Block> blocks = new ArrayList<>();
    List<Entry> open = new ArrayList<>();
    int end = 0;
    for (Entry entry : sorted) {
      PointAddress address = entry.address();
      int entryEnd = address.register() + address.size();
      if (!open.isEmpty()) {
        PointAddress first = open.getFirst().address();
        int limit = address.table().isBits() ? MAX_BITS : maxWords;
        boolean joins =
            address.table() == first.table()
                && address.register() - end <= maxGap
                && Math.max(end, entryEnd) - first.register() <= limit;
        if (!joins) {
          blocks.add(close(open, end));
          open = new ArrayList<>();
        }
      }
      end = open.isEmpty() ? entryEnd : Math.max(end, entryEnd);
      open.add(entry);
    }
    if (!open.isEmpty()) {
      blocks.add(close(open, end));
    }
    return blocks;
  }

  /// For a unit that refuses the whole: split at the holes between its points, or where there are
  /// none, one block a point.
  List<Block> smaller() {
    List<Block> runs = plan(entries, 0, MAX_WORDS);
    return runs.size() > 1 ? runs : apart();
  }

  private List<Block> apart() {
    return entries.stream().map(e -> close(List.of(e), endOf(e))).toList();
  }

  private static int endOf(Entry entry) {
    return entry.address().register() + entry.address().size();
  }

  private static Block close(List<Entry> entries, int end) {
    PointAddress first = entries.getFirst().address();
    return new Block(first.table(), first.register(), end - first.register(), entries);
  }
}
