package org.fieldbeacon.agent.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.contract.ObservationBatch;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.contract.Receipt.Range;
import org.fieldbeacon.contract.Wire;

/// The statements on observations.db. Each method runs inside a transaction of its caller, on the
/// writer thread unless it says otherwise.
final class Journal {
  /// A row ready to be written.
  @SuppressWarnings("ArrayRecordComponent")
  record Row(long seq, long firstTime, long lastTime, int count, byte[] body) {}

  /// What a compaction did.
  record Compacted(long observations, int rows) {}

  /// What making room cost.
  record Evicted(long unconfirmed, long history) {
    boolean isNothing() {
      return unconfirmed == 0 && history == 0;
    }
  }

  private final ReceiptedSeqs receipted;

  Journal(ReceiptedSeqs receipted) {
    this.receipted = receipted;
  }

  static Row row(long seq, List<Column> columns) {
    return new Row(
        seq,
        columns.stream().mapToLong(Columns::firstTime).min().orElse(0),
        columns.stream().mapToLong(Columns::lastTime).max().orElse(0),
        columns.stream().mapToInt(Columns::size).sum(),
        Wire.encode(new ObservationBatch(columns)));
  }

  static void insert(Connection connection, List<Row> rows) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT OR REPLACE INTO journal VALUES(?, ?, ?, ?, ?)")) {
      for (Row row : rows) {
        insert.setLong(1, row.seq());
        insert.setLong(2, row.firstTime());
        insert.setLong(3, row.lastTime());
        insert.setInt(4, row.count());
        insert.setBytes(5, row.body());
        one(insert.executeUpdate());
      }
    }
  }

  /// Rows after `after`, at most `most`, in order. Any thread.
  static List<JournalRow> rows(Connection connection, long after, int most) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT seq, body FROM journal WHERE seq > ? ORDER BY seq LIMIT ?")) {
      select.setLong(1, after);
      select.setInt(2, most);
      List<JournalRow> rows = new ArrayList<>();
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          rows.add(new JournalRow(found.getLong(1), found.getBytes(2)));
        }
      }
      return rows;
    }
  }

  /// Journal rows of about `most` observations that are not in segments yet.
  static Compaction.Rows uncompacted(Connection connection, int most) throws SQLException {
    long from = Database.number(connection, "SELECT compacted_through FROM meta");
    long through = from;
    long observations = 0;
    List<byte[]> bodies = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT seq, count, body FROM journal WHERE seq > ? ORDER BY seq")) {
      select.setLong(1, from);
      try (ResultSet found = select.executeQuery()) {
        while (observations < most && found.next()) {
          through = found.getLong(1);
          observations += found.getLong(2);
          bodies.add(found.getBytes(3));
        }
      }
    }
    return new Compaction.Rows(from, through, observations, bodies);
  }

  /// Writes the segments of `plan`, unless another compaction or the ring was faster.
  Compacted compact(Connection connection, Compaction.Plan plan) throws SQLException {
    long from = Database.number(connection, "SELECT compacted_through FROM meta");
    if (plan.rows() == 0 || from != plan.from()) {
      return new Compacted(0, 0);
    }
    for (Compaction.Segment segment : plan.segments()) {
      SegmentTables.insert(connection, segment, plan.through());
    }
    update(connection, "UPDATE meta SET compacted_through = ?", plan.through());
    deleteConfirmed(connection);
    saveReceipts(connection);
    return new Compacted(plan.observations(), plan.rows());
  }

  /// Deletes rows that are in segments and on the map.
  private void deleteConfirmed(Connection connection) throws SQLException {
    long compacted = Database.number(connection, "SELECT compacted_through FROM meta");
    deleteRows(connection, 1, Math.min(compacted, receipted.through()));
    for (Range range : receipted.ranges()) {
      deleteRows(connection, range.from(), Math.min(compacted, range.to()));
    }
  }

  private static void deleteRows(Connection connection, long from, long to) throws SQLException {
    if (from > to) {
      return;
    }
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM journal WHERE seq BETWEEN ? AND ?")) {
      delete.setLong(1, from);
      delete.setLong(2, to);
      if (delete.executeUpdate() > 0) {
        update(connection, "UPDATE meta SET deleted_through = max(deleted_through, ?)", to);
      }
    }
  }

  void saveReceipts(Connection connection) throws SQLException {
    if (Database.number(connection, "SELECT receipted_through FROM meta") != receipted.through()) {
      update(connection, "UPDATE meta SET receipted_through = ?", receipted.through());
    }
    List<Range> ranges = receipted.ranges();
    if (ranges.isEmpty() && Database.number(connection, "SELECT count(*) FROM receipt") == 0) {
      return;
    }
    Database.execute(connection, "DELETE FROM receipt");
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO receipt VALUES(?, ?)")) {
      for (Range range : ranges) {
        insert.setLong(1, range.from());
        insert.setLong(2, range.to());
        one(insert.executeUpdate());
      }
    }
  }

  void loadReceipts(Connection connection, long last) throws SQLException {
    List<Range> ranges = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement("SELECT * FROM receipt");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        ranges.add(new Range(rows.getLong(1), rows.getLong(2)));
      }
    }
    receipted.add(Database.number(connection, "SELECT receipted_through FROM meta"), ranges, last);
  }

  /// Makes about so much room. History that the map holds goes first, oldest first: that loses
  /// nothing for good. Then the oldest rows the map has not confirmed, with the history made of
  /// them.
  Evicted evict(Connection connection, long enoughBytes) throws SQLException {
    deleteConfirmed(connection);
    long history = SegmentTables.deleteOldest(connection, receipted.through(), enoughBytes);
    if (history > 0) {
      return new Evicted(0, history);
    }
    return dropOldestRows(connection, enoughBytes);
  }

  private Evicted dropOldestRows(Connection connection, long enoughBytes) throws SQLException {
    long compacted = Database.number(connection, "SELECT compacted_through FROM meta");
    long unconfirmed = 0;
    long history = 0;
    long dropped = 0;
    long bytes = 0;
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT seq, count, length(body) FROM journal ORDER BY seq");
        ResultSet rows = select.executeQuery()) {
      while (bytes < enoughBytes && rows.next()) {
        dropped = rows.getLong(1);
        bytes += rows.getLong(3);
        unconfirmed += receipted.covers(dropped) ? 0 : rows.getLong(2);
        history += dropped > compacted ? rows.getLong(2) : 0;
      }
    }
    deleteRows(connection, 1, dropped);
    update(connection, "UPDATE meta SET compacted_through = max(compacted_through, ?)", dropped);
    // With no row left, all history may go.
    long through = dropped == 0 ? Long.MAX_VALUE : dropped;
    return new Evicted(
        unconfirmed, history + SegmentTables.deleteOldest(connection, through, enoughBytes));
  }

  private static void update(Connection connection, String sql, long value) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setLong(1, value);
      one(update.executeUpdate());
    }
  }

  static void one(int changed) {
    if (changed != 1) {
      throw new StoreException("rows changed: got " + changed + ", wanted 1");
    }
  }
}
