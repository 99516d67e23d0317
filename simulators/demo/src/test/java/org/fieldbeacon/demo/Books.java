package org.fieldbeacon.demo;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.contract.Wire;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The files of gateway and map, read from beside them: what each has on its disk, whatever it says
/// of itself.
final class Books implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Connection alarms;
  private final Connection observations;
  private final Connection map;

  Books(Path gatewayData, Path mapData) throws SQLException {
    alarms = open(gatewayData.resolve("alarms.db"));
    observations = open(gatewayData.resolve("observations.db"));
    map = open(mapData.resolve("onemap.db"));
  }

  private static Connection open(Path file) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (var statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only=1");
      statement.execute("PRAGMA busy_timeout=5000");
    }
    return connection;
  }

  /// The last number that the gateway has given in the stream of alarms.
  long lastAlarmSeq() throws SQLException {
    return number(alarms, "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'");
  }

  long alarmsWaiting() throws SQLException {
    return number(alarms, "SELECT count(*) FROM outbox");
  }

  /// The same in the stream of observations.
  long lastObservationSeq() throws SQLException {
    return number(
        observations,
        "SELECT max(deleted_through, coalesce((SELECT max(seq) FROM journal), 0)) FROM meta");
  }

  /// What the map holds of a stream, as `epoch from-to`.
  List<String> held(String stream) throws SQLException {
    return rows(
        map,
        "SELECT epoch || ' ' || from_seq || '-' || to_seq FROM held WHERE stream = ? ORDER BY 1",
        stream);
  }

  /// Up to which number the map holds the stream without a hole.
  long heldThrough(String stream) throws SQLException {
    return number(map, "SELECT to_seq FROM held WHERE from_seq = 1 AND stream = '" + stream + "'");
  }

  long gaps() throws SQLException {
    return number(map, "SELECT count(*) FROM gap");
  }

  List<String> deadLetters() throws SQLException {
    return rows(map, "SELECT topic || ': ' || reason FROM dead_letter");
  }

  long ordersWithoutOutcome() throws SQLException {
    return number(map, "SELECT count(*) FROM acknowledgement WHERE outcome IS NULL");
  }

  /// An order as the map keeps it.
  record Order(String id, String alarmId, long revision, String note, String outcome) {}

  List<Order> orders() throws SQLException {
    List<Order> orders = new ArrayList<>();
    String sql =
        """
        SELECT command_id, alarm_id, revision, note, coalesce(outcome, '') FROM acknowledgement
        ORDER BY issued_ms
        """;
    try (PreparedStatement select = map.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        orders.add(
            new Order(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                row.getString(5)));
      }
    }
    return orders;
  }

  /// The map's alarms by their ids.
  Map<String, JsonNode> mapAlarms() throws SQLException {
    return json(map, "SELECT alarm_id, json FROM alarm");
  }

  /// The gateway's records by the alarms' ids, those never raised left out.
  Map<String, JsonNode> gatewayAlarms() throws SQLException {
    Map<String, JsonNode> raised = new TreeMap<>();
    json(alarms, "SELECT alarm_id, state FROM alarm")
        .forEach(
            (id, record) -> {
              if (record.path("raising").asInt() > 0) {
                raised.put(id, record);
              }
            });
    return raised;
  }

  /// The CAP messages of each alarm, in the order of its revisions.
  Map<String, List<String>> caps() throws SQLException {
    Map<String, List<String>> caps = new TreeMap<>();
    try (PreparedStatement select =
            map.prepareStatement("SELECT alarm_id, msg_type FROM cap ORDER BY alarm_id, revision");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        caps.computeIfAbsent(row.getString(1), _ -> new ArrayList<>()).add(row.getString(2));
      }
    }
    return caps;
  }

  /// `device/point time` to value and flag, of all that the gateway's log has up to this number.
  Map<String, String> gatewayObservations(long throughSeq) throws SQLException {
    Map<String, String> found = new TreeMap<>();
    long compacted = number(observations, "SELECT max(seq_last) FROM segment");
    if (compacted > throughSeq) {
      throw new AssertionError("history through " + compacted + ", asked through " + throughSeq);
    }
    // History first; a row that is in both says the same.
    add(found, "SELECT body FROM part WHERE id & 4095 > 0 AND id > ? ORDER BY id", 0);
    add(found, "SELECT body FROM journal WHERE seq <= ? ORDER BY seq", throughSeq);
    return found;
  }

  private void add(Map<String, String> to, String sql, long bound) throws SQLException {
    try (PreparedStatement select = observations.prepareStatement(sql)) {
      select.setLong(1, bound);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Wire.decodeObservations(row.getBytes(1)).columns().forEach(c -> add(to, c));
        }
      }
    }
  }

  private static void add(Map<String, String> to, Column column) {
    for (int i = 0; i < column.values().length; i++) {
      double value = column.values()[i];
      to.put(
          column.device() + "/" + column.point() + " " + column.epochMillis()[i],
          (Double.isNaN(value) ? "null" : String.valueOf(value)) + " " + column.flags()[i]);
    }
  }

  /// The same of the map.
  Map<String, String> mapObservations() throws SQLException {
    Map<String, String> found = new TreeMap<>();
    try (PreparedStatement select =
            map.prepareStatement("SELECT device, point, at_ms, value, flag FROM observation");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Object value = row.getObject(4);
        found.put(
            row.getString(1) + "/" + row.getString(2) + " " + row.getLong(3),
            (value == null ? "null" : String.valueOf(row.getDouble(4))) + " " + row.getInt(5));
      }
    }
    return found;
  }

  private static Map<String, JsonNode> json(Connection from, String sql) throws SQLException {
    Map<String, JsonNode> found = new TreeMap<>();
    try (PreparedStatement select = from.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        found.put(
            row.getString(1), JSON.readTree(row.getString(2).getBytes(StandardCharsets.UTF_8)));
      }
    }
    return found;
  }

  private static long number(Connection from, String sql) throws SQLException {
    try (PreparedStatement select = from.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static List<String> rows(Connection from, String sql, String... values)
      throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement select = from.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        select.setString(i + 1, values[i]);
      }
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(row.getString(1));
        }
      }
    }
    return found;
  }

  @Override
  public void close() throws SQLException {
    alarms.close();
    observations.close();
    map.close();
  }
}
