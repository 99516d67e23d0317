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

/// Walks one point's observations in order of time, wherever they lie, the last to arrive winning
/// where two have one time.
///
/// How it is designed, and why: segments are few and may overlap; the rest (journal not yet
/// compacted, memory) is small and read first. Whatever is older than the first time of the next
/// segment cannot be revised any more and is given out. No segment spans two days, so a year passes
/// through the memory of a day of one point at most.
final class PointScan {
  static final long JOURNAL = 1L << 61;
  private static final long MEMORY = 1L << 62;

  private record Entry(long arrival, Column column, int index) {}

  private final DamagedRows damaged;
  private final PointId point;
  private final long from;
  private final long to;
  private final Predicate<Observation> visitor;
  private final TreeMap<Long, Entry> window = new TreeMap<>();

  /// @param from first time, inclusive, epoch milliseconds
  /// @param to last time, exclusive
  /// @param visitor takes each observation; false ends the walk
  PointScan(
      DamagedRows damaged, PointId point, long from, long to, Predicate<Observation> visitor) {
    this.damaged = damaged;
    this.point = point;
    this.from = from;
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
      select.setLong(1, from);
      select.setLong(2, to);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          keepAll(JOURNAL + rows.getLong(1), rows.getBytes(2));
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
        SegmentReader reader = new SegmentReader(connection, damaged, point)) {
      select.setLong(1, to);
      select.setLong(2, from);
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

  private void keepAll(long arrival, byte[] body) {
    damaged.decode(body).columns().forEach(column -> keep(arrival, column));
  }

  private void keep(long arrival, Column column) {
    if (!Columns.isOf(column, point)) {
      return;
    }
    for (int i = 0; i < Columns.size(column); i++) {
      long time = column.epochMillis()[i];
      if (time >= from && time < to) {
        Entry there = window.get(time);
        if (there == null || there.arrival() <= arrival) {
          window.put(time, new Entry(arrival, column, i));
        }
      }
    }
  }

  private boolean giveOut(long before) {
    var settled = window.headMap(before);
    for (Map.Entry<Long, Entry> entry : settled.entrySet()) {
      if (!visitor.test(Columns.observation(entry.getValue().column(), entry.getValue().index()))) {
        return false;
      }
    }
    settled.clear();
    return true;
  }
}
