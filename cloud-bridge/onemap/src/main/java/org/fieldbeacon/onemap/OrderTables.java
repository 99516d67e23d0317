package org.fieldbeacon.onemap;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.fieldbeacon.contract.Command;
import org.fieldbeacon.contract.Command.AcknowledgeAlarm;
import org.fieldbeacon.contract.Command.Header;
import org.fieldbeacon.contract.Command.PromoteModel;
import org.fieldbeacon.contract.Command.RollBackModel;
import org.fieldbeacon.contract.Command.ShelveAlarm;

/// The orders that went from here, in one table for acknowledgements and one for models, within the
/// transaction that is open. The store's thread.
final class OrderTables {
  static final String PROMOTE = "promote";
  static final String ROLL_BACK = "roll-back";

  private final Connection connection;

  OrderTables(Connection connection) {
    this.connection = connection;
  }

  void add(Command order) throws SQLException {
    switch (order) {
      case AcknowledgeAlarm(Header h, String alarmId, long revision, String note) ->
          update(
              """
              INSERT INTO acknowledgement (command_id, alarm_id, gateway, revision, operator,
                note, issued_ms, expires_ms) VALUES (?,?,?,?,?,?,?,?)""",
              h.id(),
              alarmId,
              h.gateway(),
              revision,
              h.by(),
              note,
              h.issuedAt().toEpochMilli(),
              h.expiresAt().toEpochMilli());
      case PromoteModel(Header h, String model, String sha256, String note) ->
          addOfModel(h, model, PROMOTE, sha256, note);
      case RollBackModel(Header h, String model, String note) ->
          addOfModel(h, model, ROLL_BACK, "", note);
      case ShelveAlarm _ -> throw new OneMapException("shelving is not ordered from here");
    }
  }

  private void addOfModel(Header h, String model, String action, String sha256, String note)
      throws SQLException {
    update(
        """
        INSERT INTO model_order (command_id, gateway, model, action, sha256, operator, note,
          issued_ms, expires_ms) VALUES (?,?,?,?,?,?,?,?,?)""",
        h.id(),
        h.gateway(),
        model,
        action,
        sha256,
        h.by(),
        note,
        h.issuedAt().toEpochMilli(),
        h.expiresAt().toEpochMilli());
  }

  /// Those that no gateway has answered and that are not too old to be obeyed, oldest first.
  List<Command> unanswered(long nowMillis) throws SQLException {
    List<Command> orders = new ArrayList<>();
    each("acknowledgement", nowMillis, orders, OrderTables::acknowledgement);
    each("model_order", nowMillis, orders, OrderTables::ofModel);
    orders.sort(Comparator.comparing(o -> o.header().issuedAt()));
    return orders;
  }

  private interface Reader {
    Command read(ResultSet row) throws SQLException;
  }

  private void each(String table, long nowMillis, List<Command> orders, Reader reader)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT * FROM " + table + " WHERE outcome IS NULL AND expires_ms > ?")) {
      query.setLong(1, nowMillis);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          orders.add(reader.read(row));
        }
      }
    }
  }

  private static Command acknowledgement(ResultSet row) throws SQLException {
    return new AcknowledgeAlarm(
        header(row), row.getString("alarm_id"), row.getLong("revision"), row.getString("note"));
  }

  private static Command ofModel(ResultSet row) throws SQLException {
    String model = row.getString("model");
    String note = row.getString("note");
    return row.getString("action").equals(PROMOTE)
        ? new PromoteModel(header(row), model, row.getString("sha256"), note)
        : new RollBackModel(header(row), model, note);
  }

  private static Header header(ResultSet row) throws SQLException {
    return new Header(
        row.getString("command_id"),
        row.getString("gateway"),
        row.getString("operator"),
        Instant.ofEpochMilli(row.getLong("issued_ms")),
        Instant.ofEpochMilli(row.getLong("expires_ms")));
  }

  /// What its gateway says became of an order; another's word counts for nothing.
  void answered(String commandId, String gateway, String outcome, String detail)
      throws SQLException {
    for (String table : List.of("acknowledgement", "model_order")) {
      update(
          "UPDATE " + table + " SET outcome = ?, detail = ? WHERE command_id = ? AND gateway = ?",
          outcome,
          detail,
          commandId,
          gateway);
    }
  }

  private void update(String sql, Object... values) throws SQLException {
    Database.update(connection, sql, values);
  }
}
