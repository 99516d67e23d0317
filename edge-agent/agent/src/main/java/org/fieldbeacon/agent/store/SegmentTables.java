package org.fieldbeacon.agent.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// The statements that write and delete history. Each runs inside a transaction of its caller, on
/// the writer thread.
final class SegmentTables {
  /// Of a part's id, below its segment's.
  static final int PART_BITS = 12;

  private static final int MOST_PARTS = (1 << PART_BITS) - 1;

  private SegmentTables() {}

  static void insert(Connection connection, Compaction.Segment segment, long seqLast)
      throws SQLException {
    int parts = segment.parts().size();
    if (parts > MOST_PARTS) {
      throw new StoreException("parts of a segment: got " + parts + ", wanted " + MOST_PARTS);
    }
    byte[] firsts = String.join("\n", segment.firsts()).getBytes(StandardCharsets.UTF_8);
    long bytes = segment.parts().stream().mapToLong(p -> p.length).sum();
    long id = insertHead(connection, segment, seqLast, bytes);
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO part VALUES(?, ?)")) {
      if (parts > 1) {
        insertPart(insert, id << PART_BITS, firsts);
      }
      for (int i = 0; i < parts; i++) {
        insertPart(insert, id << PART_BITS | i + 1, segment.parts().get(i));
      }
    }
  }

  private static void insertPart(PreparedStatement insert, long id, byte[] body)
      throws SQLException {
    insert.setLong(1, id);
    insert.setBytes(2, body);
    Journal.one(insert.executeUpdate());
  }

  private static long insertHead(
      Connection connection, Compaction.Segment segment, long seqLast, long bytes)
      throws SQLException {
    String sql =
        """
        INSERT INTO segment(seq_last, t_first, t_last, count, parts, bytes)
        VALUES(?, ?, ?, ?, ?, ?) RETURNING id
        """;
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setLong(1, seqLast);
      insert.setLong(2, segment.firstTime());
      insert.setLong(3, segment.lastTime());
      insert.setInt(4, segment.count());
      insert.setInt(5, segment.parts().size());
      insert.setLong(6, bytes);
      try (ResultSet row = insert.executeQuery()) {
        if (!row.next()) {
          throw new StoreException("segment: got no id");
        }
        return row.getLong(1);
      }
    }
  }

  /// Deletes the oldest segments made through `seqLast` or before, until `enoughBytes` are free;
  /// answers how many observations that were.
  static long deleteOldest(Connection connection, long seqLast, long enoughBytes)
      throws SQLException {
    long observations = 0;
    long through = 0;
    String oldest = "SELECT id, seq_last, count, bytes FROM segment ORDER BY id";
    try (PreparedStatement select = connection.prepareStatement(oldest);
        ResultSet rows = select.executeQuery()) {
      long bytes = 0;
      while (bytes < enoughBytes && rows.next() && rows.getLong(2) <= seqLast) {
        through = rows.getLong(1);
        observations += rows.getLong(3);
        bytes += rows.getLong(4);
      }
    }
    if (through > 0) {
      for (String sql :
          List.of("DELETE FROM segment WHERE id <= ?", "DELETE FROM part WHERE id < ?")) {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
          delete.setLong(1, sql.contains("part") ? through + 1 << PART_BITS : through);
          if (delete.executeUpdate() < 1) {
            throw new StoreException(sql + ": got no row deleted, wanted those through " + through);
          }
        }
      }
    }
    return observations;
  }
}
