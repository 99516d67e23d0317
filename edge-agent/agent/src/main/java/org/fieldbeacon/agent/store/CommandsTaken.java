package org.fieldbeacon.agent.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The statements on the commands taken before, in alarms.db, and on when that file was put back
/// from a backup, since when it may not know them all.
final class CommandsTaken {
  private CommandsTaken() {}

  /// @return false when it is there already
  static boolean insert(Connection connection, SeenCommand command) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO seen_command VALUES(?, ?) ON CONFLICT DO NOTHING")) {
      insert.setString(1, command.id());
      insert.setLong(2, command.expiresAt().toEpochMilli());
      return insert.executeUpdate() == 1;
    }
  }

  static boolean has(Connection connection, String id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT 1 FROM seen_command WHERE id = ?")) {
      select.setString(1, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  static List<SeenCommand> all(Connection connection) throws SQLException {
    List<SeenCommand> commands = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement("SELECT id, expires_ms FROM seen_command ORDER BY id");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        commands.add(new SeenCommand(rows.getString(1), Instant.ofEpochMilli(rows.getLong(2))));
      }
    }
    return commands;
  }

  /// @return how many
  static int forgetExpiredBefore(Connection connection, Instant time) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM seen_command WHERE expires_ms < ?")) {
      delete.setLong(1, time.toEpochMilli());
      return delete.executeUpdate();
    }
  }

  /// Into a table beside the others, as the journal is.
  static void markRestored(Connection connection, Instant now) throws SQLException {
    Database.execute(connection, "CREATE TABLE IF NOT EXISTS restored(at_ms INTEGER NOT NULL)");
    Database.execute(connection, "DELETE FROM restored");
    Database.execute(connection, "INSERT INTO restored VALUES(" + now.toEpochMilli() + ")");
  }

  static Optional<Instant> restoredAt(Connection connection) throws SQLException {
    return Database.number(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'restored'")
            == 0
        ? Optional.empty()
        : Optional.of(
            Instant.ofEpochMilli(Database.number(connection, "SELECT max(at_ms) FROM restored")));
  }
}
