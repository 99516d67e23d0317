package org.fieldbeacon.agent.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.contract.ObservationBatch;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.contract.Receipt.Range;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.observation.PointId;

/// The statements on observations.db. Each method runs inside a transaction of its caller, on the
/// writer thread unless it says otherwise.
final class Journal {
  /// A row ready to be written.
  @SuppressWarnings("ArrayRecordComponent")
  record Row(long seq, long firstTime, long lastTime, int count, byte[] body) {}

  /// What a compaction did.
  record Compacted(long through, long observations, int rows) {}

  /// What making room cost.
  record Evicted(long unconfirmed, long history) {
    boolean isNothing() {
      return unconfirmed == 0 && history == 0;
    }
  }

  private record Key(PointId point, String unit) {}

  private static final int CHUNKS_AT_ONCE = 64;
  private static final int ROWS_AT_ONCE = 16;

  private final DamagedRows damaged;
  private final ReceiptedSeqs receipted;
  private final int chunkObservations;
  private final Map<PointId, Long> pointIds = new HashMap<>();

  Journal(DamagedRows damaged, ReceiptedSeqs receipted, int chunkObservations) {
    this.damaged = damaged;
    this.receipted = receipted;
    this.chunkObservations = chunkObservations;
  }

  Row row(long seq, List<Column> columns) {
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

  /// Turns journal rows of about `most` observations into chunks.
  Compacted compact(Connection connection, int most) throws SQLException {
    long through = Database.number(connection, "SELECT compacted_through FROM meta");
    Map<Key, ColumnBuilder> points = new LinkedHashMap<>();
    long observations = 0;
    int rows = 0;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT seq, count, body FROM journal WHERE seq > ? ORDER BY seq")) {
      select.setLong(1, through);
      try (ResultSet found = select.executeQuery()) {
        while (observations < most && found.next()) {
          through = found.getLong(1);
          observations += found.getLong(2);
          rows++;
          for (Column column : damaged.decode(found.getBytes(3)).columns()) {
            points
                .computeIfAbsent(
                    new Key(Columns.point(column), column.unit()),
                    key -> new ColumnBuilder(key.point(), key.unit()))
                .addAll(column);
          }
        }
      }
    }
    for (ColumnBuilder builder : points.values()) {
      insertChunks(connection, builder.column(), through);
    }
    update(connection, "UPDATE meta SET compacted_through = ?", through);
    deleteConfirmed(connection);
    saveReceipts(connection);
    return new Compacted(through, observations, rows);
  }

  private void insertChunks(Connection connection, Column column, long through)
      throws SQLException {
    long pointId = pointId(connection, Columns.point(column));
    String sql =
        """
        INSERT INTO chunk(point_id, seq_last, t_first, t_last, count, body)
        VALUES(?, ?, ?, ?, ?, ?)
        """;
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (List<Column> chunk : Columns.rows(List.of(column), chunkObservations)) {
        Row row = row(through, chunk);
        insert.setLong(1, pointId);
        insert.setLong(2, through);
        insert.setLong(3, row.firstTime());
        insert.setLong(4, row.lastTime());
        insert.setInt(5, row.count());
        insert.setBytes(6, row.body());
        one(insert.executeUpdate());
      }
    }
  }

  /// Ids are looked up afresh until a transaction is known to have held: see [#forgetPointIds].
  private long pointId(Connection connection, PointId point) throws SQLException {
    Long known = pointIds.get(point);
    if (known != null) {
      return known;
    }
    String sql =
        """
        INSERT INTO point(device, name) VALUES(?, ?)
        ON CONFLICT DO UPDATE SET name = name RETURNING id
        """;
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, point.device());
      insert.setString(2, point.point());
      try (ResultSet row = insert.executeQuery()) {
        if (!row.next()) {
          throw new StoreException(point + ": got no point id");
        }
        long id = row.getLong(1);
        pointIds.put(point, id);
        return id;
      }
    }
  }

  /// After a transaction was rolled back.
  void forgetPointIds() {
    pointIds.clear();
  }

  /// Deletes rows that are in chunks and on the map.
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

  /// Makes some room. History that the map holds goes first, oldest first: that loses nothing for
  /// good. Then the oldest rows the map has not confirmed, with the history made of them.
  Evicted evict(Connection connection) throws SQLException {
    deleteConfirmed(connection);
    long history = deleteChunks(connection, receipted.through());
    if (history > 0) {
      return new Evicted(0, history);
    }
    return dropOldestRows(connection);
  }

  private Evicted dropOldestRows(Connection connection) throws SQLException {
    long compacted = Database.number(connection, "SELECT compacted_through FROM meta");
    long unconfirmed = 0;
    long history = 0;
    long dropped = 0;
    String sql =
        """
        DELETE FROM journal WHERE seq IN (SELECT seq FROM journal ORDER BY seq LIMIT ?)
        RETURNING seq, count
        """;
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setInt(1, ROWS_AT_ONCE);
      try (ResultSet rows = delete.executeQuery()) {
        while (rows.next()) {
          long seq = rows.getLong(1);
          dropped = Math.max(dropped, seq);
          unconfirmed += receipted.covers(seq) ? 0 : rows.getLong(2);
          history += seq > compacted ? rows.getLong(2) : 0;
        }
      }
    }
    update(connection, "UPDATE meta SET deleted_through = max(deleted_through, ?)", dropped);
    update(connection, "UPDATE meta SET compacted_through = max(compacted_through, ?)", dropped);
    // With no row left, all history may go.
    long through = dropped == 0 ? Long.MAX_VALUE : dropped;
    return new Evicted(unconfirmed, history + deleteChunks(connection, through));
  }

  private static long deleteChunks(Connection connection, long throughSeq) throws SQLException {
    String sql =
        """
        DELETE FROM chunk WHERE id IN (
          SELECT id FROM (SELECT id, seq_last FROM chunk ORDER BY id LIMIT ?) WHERE seq_last <= ?)
        RETURNING count
        """;
    long observations = 0;
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setInt(1, CHUNKS_AT_ONCE);
      delete.setLong(2, throughSeq);
      try (ResultSet rows = delete.executeQuery()) {
        while (rows.next()) {
          observations += rows.getLong(1);
        }
      }
    }
    return observations;
  }

  private static void update(Connection connection, String sql, long value) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setLong(1, value);
      one(update.executeUpdate());
    }
  }

  private static void one(int changed) {
    if (changed != 1) {
      throw new StoreException("rows changed: got " + changed + ", wanted 1");
    }
  }
}
