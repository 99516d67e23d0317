package org.fieldbeacon.onemap;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/// The one file the map keeps, `onemap.db`: opens it.
final class Database {
  /// Raised whenever a table changes; a file of another version is refused. A new table does not
  /// raise it.
  private static final int VERSION = 1;

  private static final String[] SCHEMA = {
    """
    CREATE TABLE IF NOT EXISTS stream (
      gateway TEXT NOT NULL, epoch TEXT NOT NULL, stream TEXT NOT NULL, oldest INTEGER NOT NULL,
      PRIMARY KEY (gateway, epoch, stream)) WITHOUT ROWID""",
    """
    CREATE TABLE IF NOT EXISTS held (
      gateway TEXT NOT NULL, epoch TEXT NOT NULL, stream TEXT NOT NULL,
      from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL,
      PRIMARY KEY (gateway, epoch, stream, from_seq)) WITHOUT ROWID""",
    """
    CREATE TABLE IF NOT EXISTS gap (
      gateway TEXT NOT NULL, epoch TEXT NOT NULL, stream TEXT NOT NULL,
      from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, lost INTEGER NOT NULL,
      noticed_ms INTEGER NOT NULL,
      PRIMARY KEY (gateway, epoch, stream, from_seq)) WITHOUT ROWID""",
    """
    CREATE TABLE IF NOT EXISTS alarm (
      alarm_id TEXT PRIMARY KEY, gateway TEXT NOT NULL, revision INTEGER NOT NULL,
      active INTEGER NOT NULL, open INTEGER NOT NULL, changed_ms INTEGER NOT NULL,
      received_ms INTEGER NOT NULL, json TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS alarm_open ON alarm (open, changed_ms)",
    """
    CREATE TABLE IF NOT EXISTS cap (
      identifier TEXT PRIMARY KEY, alarm_id TEXT NOT NULL, revision INTEGER NOT NULL,
      sent_ms INTEGER NOT NULL, msg_type TEXT NOT NULL, title TEXT NOT NULL, xml TEXT NOT NULL)""",
    """
    CREATE TABLE IF NOT EXISTS observation (
      gateway TEXT NOT NULL, device TEXT NOT NULL, point TEXT NOT NULL, at_ms INTEGER NOT NULL,
      value REAL, unit TEXT NOT NULL, flag INTEGER NOT NULL,
      PRIMARY KEY (gateway, device, point, at_ms)) WITHOUT ROWID""",
    """
    CREATE TABLE IF NOT EXISTS latest (
      gateway TEXT NOT NULL, device TEXT NOT NULL, point TEXT NOT NULL, at_ms INTEGER NOT NULL,
      value REAL, unit TEXT NOT NULL, flag INTEGER NOT NULL, received_ms INTEGER NOT NULL,
      PRIMARY KEY (gateway, device, point)) WITHOUT ROWID""",
    """
    CREATE TABLE IF NOT EXISTS ahead (
      gateway TEXT NOT NULL, device TEXT NOT NULL, point TEXT NOT NULL, at_ms INTEGER NOT NULL,
      value REAL, unit TEXT NOT NULL, flag INTEGER NOT NULL, received_ms INTEGER NOT NULL,
      uncertainty_ms INTEGER NOT NULL,
      PRIMARY KEY (gateway, device, point, at_ms)) WITHOUT ROWID""",
    """
    CREATE TABLE IF NOT EXISTS gateway (
      gateway TEXT PRIMARY KEY, last_word_ms INTEGER NOT NULL, site TEXT, status TEXT)
      WITHOUT ROWID""",
    """
    CREATE TABLE IF NOT EXISTS dead_letter (
      id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, received_ms INTEGER NOT NULL,
      reason TEXT NOT NULL, payload BLOB NOT NULL)""",
    """
    CREATE TABLE IF NOT EXISTS acknowledgement (
      command_id TEXT PRIMARY KEY, alarm_id TEXT NOT NULL, gateway TEXT NOT NULL,
      revision INTEGER NOT NULL, operator TEXT NOT NULL, note TEXT NOT NULL,
      issued_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL, outcome TEXT, detail TEXT)""",
    "CREATE INDEX IF NOT EXISTS acknowledgement_alarm ON acknowledgement (alarm_id, issued_ms)",
    """
    CREATE INDEX IF NOT EXISTS acknowledgement_unanswered ON acknowledgement (issued_ms)
      WHERE outcome IS NULL""",
    """
    CREATE TABLE IF NOT EXISTS model_order (
      command_id TEXT PRIMARY KEY, gateway TEXT NOT NULL, model TEXT NOT NULL,
      action TEXT NOT NULL, sha256 TEXT NOT NULL, operator TEXT NOT NULL, note TEXT NOT NULL,
      issued_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL, outcome TEXT, detail TEXT)""",
    "CREATE INDEX IF NOT EXISTS model_order_model ON model_order (gateway, model, issued_ms)",
    """
    CREATE INDEX IF NOT EXISTS model_order_unanswered ON model_order (issued_ms)
      WHERE outcome IS NULL""",
  };

  private Database() {}

  static Connection openForWriting(Path file) {
    var config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(5_000);
    try {
      Connection connection = config.createConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        refuseOtherVersion(file, statement);
        for (String sql : SCHEMA) {
          statement.execute(sql);
        }
        statement.execute("PRAGMA user_version = " + VERSION);
      }
      return connection;
    } catch (SQLException e) {
      throw new OneMapException("database " + file + ": " + e.getMessage(), e);
    }
  }

  static Connection openForReading(Path file) {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(5_000);
    try {
      return config.createConnection("jdbc:sqlite:" + file);
    } catch (SQLException e) {
      throw new OneMapException("database " + file + ": " + e.getMessage(), e);
    }
  }

  /// Runs one statement with these for its question marks.
  static void update(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  private static void refuseOtherVersion(Path file, Statement statement) throws SQLException {
    try (var row = statement.executeQuery("PRAGMA user_version")) {
      int version = row.getInt(1);
      if (version != 0 && version != VERSION) {
        throw new OneMapException(
            "database " + file + ": got version " + version + ", wanted " + VERSION);
      }
    }
  }
}
