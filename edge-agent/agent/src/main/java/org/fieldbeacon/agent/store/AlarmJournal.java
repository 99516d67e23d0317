package org.fieldbeacon.agent.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The statements on the journal of alarms in alarms.db: the last 20,000 changes, so that people
/// can look back on how good the alarms have been. A table beside the others, which stores made
/// before get at their first open; whoever does not know it does not mind it.
final class AlarmJournal {
  static final int KEPT = 20_000;

  /// Deleting one by one would write a page each time.
  private static final int SLACK = 256;

  private AlarmJournal() {}

  static boolean isThere(Connection connection) throws SQLException {
    return Database.number(
            connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'alarm_event'")
        == 1;
  }

  static void create(Connection connection) throws SQLException {
    if (!isThere(connection)) {
      Database.execute(
          connection,
          """
          CREATE TABLE alarm_event(
            id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, rule_id TEXT NOT NULL,
            alarm_id TEXT NOT NULL, word TEXT NOT NULL, level TEXT NOT NULL,
            annunciated INTEGER NOT NULL)
          """);
    }
  }

  /// In the transaction that commits the alarms themselves.
  static void insert(Connection connection, List<AlarmEventRow> events) throws SQLException {
    if (events.isEmpty()) {
      return;
    }
    create(connection);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO alarm_event VALUES(NULL, ?, ?, ?, ?, ?, ?)")) {
      for (AlarmEventRow event : events) {
        insert.setLong(1, event.at().toEpochMilli());
        insert.setString(2, event.ruleId());
        insert.setString(3, event.alarmId());
        insert.setString(4, event.word());
        insert.setString(5, event.level());
        insert.setBoolean(6, event.isAnnunciated());
        if (insert.executeUpdate() != 1) {
          throw new StoreException("rows of alarm_event: got none inserted, wanted 1");
        }
      }
    }
    long last = Database.number(connection, "SELECT max(id) FROM alarm_event");
    long first = Database.number(connection, "SELECT min(id) FROM alarm_event");
    if (last - first > KEPT + SLACK) {
      Database.execute(connection, "DELETE FROM alarm_event WHERE id <= " + (last - KEPT));
    }
  }

  /// Those of the stretch, in the order in which they were committed.
  static List<AlarmEventRow> between(Connection connection, Instant from, Instant to)
      throws SQLException {
    if (!isThere(connection)) {
      return List.of();
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT * FROM alarm_event WHERE at_ms >= ? AND at_ms < ? ORDER BY id")) {
      select.setLong(1, from.toEpochMilli());
      select.setLong(2, to.toEpochMilli());
      List<AlarmEventRow> events = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          events.add(
              new AlarmEventRow(
                  Instant.ofEpochMilli(rows.getLong(2)),
                  rows.getString(3),
                  rows.getString(4),
                  rows.getString(5),
                  rows.getString(6),
                  rows.getBoolean(7)));
        }
      }
      return events;
    }
  }

  /// When the oldest kept was; 0 when none is.
  static long oldestMs(Connection connection) throws SQLException {
    return isThere(connection)
        ? Database.number(connection, "SELECT min(at_ms) FROM alarm_event")
        : 0;
  }
}
