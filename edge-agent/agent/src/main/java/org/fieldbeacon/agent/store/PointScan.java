package org.fieldbeacon.agent.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;

/// Walks the observations of some points in order of time, wherever they lie, the last to arrive
/// winning where two of a point have one time.
///
/// How it is designed, and why: segments are few and may overlap; the rest (journal not yet
/// compacted, memory) is small and read first. Whatever is older than the first time of the next
/// segment cannot be revised any more and is given out. No segment spans two days, so a year passes
/// through the memory of a day at most, and most often of one segment.
final class PointScan {
  private static final long JOURNAL = 1L << 61;
  private static final long MEMORY = 1L << 62;

  private record Stamp(long time, PointId point) implements Comparable<Stamp> {
    @Override
    public int compareTo(Stamp other) {
      int byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : point.compareTo(other.point);
    }
  }

  private record Entry(long arrival, Column column, int index) {}

  private final DamagedRows damaged;
  private final Map<PointId, Long> from;
  private final long earliest;
  private final long to;
  private final Predicate<Observation> visitor;
  private final TreeMap<Stamp, Entry> window = new TreeMap<>();

  /// @param from first time of each point wanted, inclusive, epoch milliseconds
  /// @param to last time, exclusive
  /// @param visitor takes each observation; false ends the walk
  PointScan(DamagedRows damaged, Map<PointId, Long> from, long to, Predicate<Observation> visitor) {
    this.damaged = damaged;
    this.from = Map.copyOf(from);
    earliest = from.values().stream().mapToLong(Long::longValue).min().orElse(to);
    this.to = to;
    this.visitor = visitor;
  }

  /// @param memory taken before the snapshot of `connection` began, so nothing falls between
  void run(Connection connection, List<Column> memory) throws SQLException {
    for (int i = 0; i < memory.size(); i++) {
      keep(MEMORY + i, memory.get(i));
    }
    journal(connection);
    if (segments(connection)) {
      giveOut(Long.MAX_VALUE);
    }
  }

  private void journal(Connection connection) throws SQLException {
    String sql =
        """
        SELECT seq, body FROM journal
        WHERE seq > (SELECT compacted_through FROM meta) AND t_last >= ? AND t_first < ?
        """;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, earliest);
      select.setLong(2, to);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          long arrival = JOURNAL + rows.getLong(1);
          damaged.decode(rows.getBytes(2)).columns().forEach(column -> keep(arrival, column));
        }
      }
    }
  }

  private boolean segments(Connection connection) throws SQLException {
    String sql =
        """
        SELECT id, t_first, parts FROM segment WHERE t_first < ? AND t_last >= ?
        ORDER BY t_first, id
        """;
    try (PreparedStatement select = connection.prepareStatement(sql);
        SegmentReader reader = new SegmentReader(connection, damaged, from.keySet())) {
      select.setLong(1, to);
      select.setLong(2, earliest);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          if (!giveOut(rows.getLong(2))) {
            return false;
          }
          long arrival = rows.getLong(1);
          reader.columns(arrival, rows.getInt(3)).forEach(column -> keep(arrival, column));
        }
      }
    }
    return true;
  }

  private void keep(long arrival, Column column) {
    PointId point = Columns.point(column);
    Long first = from.get(point);
    if (first == null) {
      return;
    }
    for (int i = 0; i < Columns.size(column); i++) {
      long time = column.epochMillis()[i];
      if (time >= first && time < to) {
        var stamp = new Stamp(time, point);
        Entry there = window.get(stamp);
        if (there == null || there.arrival() <= arrival) {
          window.put(stamp, new Entry(arrival, column, i));
        }
      }
    }
  }

  private boolean giveOut(long before) {
    while (!window.isEmpty() && window.firstKey().time() < before) {
      Entry entry = window.pollFirstEntry().getValue();
      if (!visitor.test(Columns.observation(entry.column(), entry.index()))) {
        return false;
      }
    }
    return true;
  }
}
