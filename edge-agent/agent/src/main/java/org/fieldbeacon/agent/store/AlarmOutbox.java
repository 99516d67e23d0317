package org.fieldbeacon.agent.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.contract.Receipt.Range;

/// The statements on the outbox table. Each runs inside a transaction of its caller.
final class AlarmOutbox {
  /// What keeping the bound cost.
  record Trimmed(long superseded, long dropped) {}

  /// Numbers without a body kept per message allowed, before the oldest go too.
  private static final int NUMBERS_PER_MESSAGE = 10;

  private AlarmOutbox() {}

  static List<Long> insert(Connection connection, List<OutgoingMessage> messages)
      throws SQLException {
    List<Long> seqs = new ArrayList<>();
    String sql = "INSERT INTO outbox(kind, alarm_id, body) VALUES(?, ?, ?) RETURNING seq";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (OutgoingMessage message : messages) {
        insert.setString(1, message.kind());
        insert.setString(2, message.alarmId());
        insert.setBytes(3, message.body());
        try (ResultSet row = insert.executeQuery()) {
          if (row.next()) {
            seqs.add(row.getLong(1));
          }
        }
      }
    }
    return seqs;
  }

  static List<OutboxRow> rows(Connection connection, long after, int most) throws SQLException {
    List<OutboxRow> rows = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT seq, kind, body FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?")) {
      select.setLong(1, after);
      select.setInt(2, most);
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          rows.add(new OutboxRow(found.getLong(1), found.getString(2), found.getBytes(3)));
        }
      }
    }
    return rows;
  }

  /// Deletes what the map holds; answers how many messages that were, numbers not counted.
  static long confirm(Connection connection, long through, List<Range> also) throws SQLException {
    long live = delete(connection, 1, through);
    for (Range range : also) {
      live += delete(connection, range.from(), range.to());
    }
    return live;
  }

  private static long delete(Connection connection, long from, long to) throws SQLException {
    String sql =
        "DELETE FROM outbox WHERE seq BETWEEN ? AND ? RETURNING kind <> 'superseded' AS live";
    long live = 0;
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setLong(1, from);
      delete.setLong(2, to);
      try (ResultSet rows = delete.executeQuery()) {
        while (rows.next()) {
          live += rows.getLong(1);
        }
      }
    }
    return live;
  }

  /// Keeps at most `most` messages: first by reducing those that a later one about the same alarm
  /// makes stale, then by giving up the oldest. Numbers without a message are bounded as well.
  static Trimmed trim(Connection connection, int most) throws SQLException {
    long superseded = 0;
    long over = live(connection) - most;
    if (over > 0) {
      superseded = supersede(connection, over);
      over -= superseded;
    }
    long dropped = over > 0 ? dropOldest(connection, "kind <> 'superseded'", over) : 0;
    long spare =
        Database.number(connection, "SELECT count(*) FROM outbox WHERE kind = 'superseded'")
            - (long) most * NUMBERS_PER_MESSAGE;
    if (spare > 0) {
      dropped += dropOldest(connection, "kind = 'superseded'", spare);
    }
    return new Trimmed(superseded, dropped);
  }

  static long live(Connection connection) throws SQLException {
    return Database.number(connection, "SELECT count(*) FROM outbox WHERE kind <> 'superseded'");
  }

  private static int supersede(Connection connection, long most) throws SQLException {
    String sql =
        """
        UPDATE outbox SET kind = 'superseded', body = x'' WHERE seq IN (
          SELECT seq FROM outbox AS old
          WHERE kind <> 'superseded' AND alarm_id <> '' AND EXISTS (
            SELECT 1 FROM outbox AS later
            WHERE later.alarm_id = old.alarm_id AND later.alarm_id <> ''
              AND later.seq > old.seq)
          ORDER BY seq LIMIT ?)
        """;
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setLong(1, most);
      return update.executeUpdate();
    }
  }

  /// Deletes from the front until `count` rows of `which` are gone.
  private static long dropOldest(Connection connection, String which, long count)
      throws SQLException {
    String last =
        "SELECT seq FROM outbox WHERE %s ORDER BY seq LIMIT 1 OFFSET %d"
            .formatted(which, count - 1);
    return delete(connection, 1, Database.number(connection, last));
  }
}
