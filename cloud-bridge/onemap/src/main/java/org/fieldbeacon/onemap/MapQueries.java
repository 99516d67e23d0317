package org.fieldbeacon.onemap;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.fieldbeacon.contract.AlarmMessage.Level;
import org.fieldbeacon.contract.ModelEvidence;
import org.jspecify.annotations.Nullable;

/// What the pages and feeds ask of the database. Used by one thread, `onemap-read`.
final class MapQueries implements AutoCloseable {
  static final int MAX_ALERTS = 500;
  static final int MAX_BUCKETS = 2_000;
  private static final int MAX_AHEAD = 500;

  /// `gateway.rule.epoch.raising`; a walk test's epoch is `test` and its time.
  private static final Pattern TEST_ID = Pattern.compile("\\.test\\d{13}\\.\\d+$");

  private final Connection connection;
  private final InstantSource clock;

  MapQueries(Path file, InstantSource clock) {
    this.connection = Database.openForReading(file);
    this.clock = clock;
  }

  JsonObject state() {
    return new JsonObject()
        .put("at", clock.instant().toString())
        .put("gateways", gateways())
        .put("gauges", latest())
        .put("ahead", ahead())
        .put("modelOrders", modelOrders())
        .put("alerts", openAlarms());
  }

  /// Open alarms without their readings, worst first, newest first; tests after all that are real.
  private JsonArray openAlarms() {
    var alarms = new ArrayList<JsonObject>();
    each(
        """
        SELECT alarm.json, alarm.gateway, received_ms, alarm_id,
            coalesce(json_extract(site, '$.exercise'), 0)
          FROM alarm LEFT JOIN gateway ON gateway.gateway = alarm.gateway WHERE open = 1
          ORDER BY changed_ms DESC LIMIT ?""",
        row -> {
          JsonObject alarm = alarm(row).put("exercise", row.getBoolean(5));
          alarm.remove("capXml");
          alarm.getJsonObject("evidence").remove("readings");
          alarm.getJsonObject("evidence").remove("model");
          alarms.add(alarm);
        },
        MAX_ALERTS);
    alarms.sort(
        Comparator.comparing(
                (JsonObject a) -> Level.valueOf(a.getString("level").toUpperCase(Locale.ROOT)))
            .reversed());
    alarms.sort(Comparator.comparing(a -> a.getBoolean("test")));
    var array = new JsonArray();
    alarms.forEach(array::add);
    return array;
  }

  Optional<JsonObject> alarm(String alarmId) {
    var found = new JsonArray();
    each(
        "SELECT json, gateway, received_ms, alarm_id FROM alarm WHERE alarm_id = ?",
        row -> found.add(withWindow(alarm(row))),
        alarmId);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getJsonObject(0));
  }

  /// What a model of series saw stands among the readings, for whoever does not know the columns.
  private static JsonObject withWindow(JsonObject alarm) {
    JsonObject evidence = alarm.getJsonObject("evidence");
    JsonObject model = evidence.getJsonObject("model", new JsonObject());
    JsonObject window = model.getJsonObject("window");
    if (window != null) {
      JsonArray readings = evidence.getJsonArray("readings");
      new ModelEvidence.Window(window.getString("base64"), window.getBoolean("whole"))
          .readings()
          .forEach(
              r ->
                  readings.add(
                      new JsonObject()
                          .put("device", r.device())
                          .put("point", r.point())
                          .put("at", r.at().toString())
                          .put("value", r.value().orElseThrow())
                          .put("unit", r.unit())
                          .put("flag", r.flag())));
    }
    return alarm;
  }

  private JsonObject alarm(ResultSet row) throws SQLException {
    return new JsonObject(row.getString(1))
        .put("gateway", row.getString(2))
        .put("receivedAt", Instant.ofEpochMilli(row.getLong(3)).toString())
        .put("test", isTest(row.getString(4)))
        .put("order", lastOrder(row.getString(4)));
  }

  /// A test says so in its CAP alert. One too mild for an alert has only its id to tell by.
  private boolean isTest(String alarmId) {
    var found = new JsonArray();
    each(
        """
        SELECT xml LIKE '%<status>Test</status>%' FROM cap WHERE alarm_id = ?
          ORDER BY revision DESC LIMIT 1""",
        row -> found.add(row.getBoolean(1)), alarmId);
    return found.isEmpty() ? TEST_ID.matcher(alarmId).find() : found.getBoolean(0);
  }

  /// The last acknowledgement sent from here; null when none.
  private @Nullable JsonObject lastOrder(String alarmId) {
    var found = new JsonArray();
    each(
        """
        SELECT operator, issued_ms, expires_ms, outcome, detail, revision FROM acknowledgement
          WHERE alarm_id = ? ORDER BY issued_ms DESC, rowid DESC LIMIT 1""",
        row ->
            found.add(
                new JsonObject()
                    .put("by", row.getString(1))
                    .put("at", Instant.ofEpochMilli(row.getLong(2)).toString())
                    .put("expiresAt", Instant.ofEpochMilli(row.getLong(3)).toString())
                    .put("outcome", row.getString(4))
                    .put("detail", row.getString(5))
                    .put("revision", row.getLong(6))),
        alarmId);
    return found.isEmpty() ? null : found.getJsonObject(0);
  }

  /// The last order about each model that was sent from here.
  private JsonArray modelOrders() {
    var array = new JsonArray();
    each(
        """
        SELECT gateway, model, action, sha256, operator, max(issued_ms), expires_ms, outcome, detail
          FROM model_order GROUP BY gateway, model ORDER BY gateway, model""",
        row ->
            array.add(
                new JsonObject()
                    .put("gateway", row.getString(1))
                    .put("model", row.getString(2))
                    .put("action", row.getString(3))
                    .put("sha256", row.getString(4))
                    .put("by", row.getString(5))
                    .put("at", Instant.ofEpochMilli(row.getLong(6)).toString())
                    .put("expiresAt", Instant.ofEpochMilli(row.getLong(7)).toString())
                    .put("outcome", row.getString(8))
                    .put("detail", row.getString(9))));
    return array;
  }

  /// What a gateway last said of one of its models.
  Optional<JsonObject> model(String gateway, String model) {
    var found = new JsonArray();
    each(
        "SELECT status FROM gateway WHERE gateway = ? AND status IS NOT NULL",
        row -> found.add(new JsonObject(row.getString(1))),
        gateway);
    return found.stream()
        .flatMap(status -> ((JsonObject) status).getJsonArray("models", new JsonArray()).stream())
        .map(JsonObject.class::cast)
        .filter(m -> m.getString("model").equals(model))
        .findFirst();
  }

  private JsonArray gateways() {
    var array = new JsonArray();
    each(
        "SELECT gateway, last_word_ms, site, status FROM gateway ORDER BY gateway",
        row -> {
          String site = row.getString(3);
          String status = row.getString(4);
          array.add(
              new JsonObject()
                  .put("gateway", row.getString(1))
                  .put("lastWordAt", Instant.ofEpochMilli(row.getLong(2)).toString())
                  .put("site", site == null ? null : new JsonObject(site))
                  .put("status", status == null ? null : new JsonObject(status)));
        });
    return array;
  }

  private JsonArray latest() {
    var array = new JsonArray();
    each(
        "SELECT * FROM latest",
        row ->
            array.add(
                new JsonObject()
                    .put("gateway", row.getString("gateway"))
                    .put("device", row.getString("device"))
                    .put("point", row.getString("point"))
                    .put("at", Instant.ofEpochMilli(row.getLong("at_ms")).toString())
                    .put("receivedAt", Instant.ofEpochMilli(row.getLong("received_ms")).toString())
                    .put("value", row.getObject("value"))
                    .put("unit", row.getString("unit"))
                    .put("flag", row.getInt("flag"))));
    return array;
  }

  /// Points that sent readings from further in the future than can be: how many, and the last one
  /// that came.
  private JsonArray ahead() {
    var array = new JsonArray();
    each(
        """
        SELECT gateway, device, point, at_ms, max(received_ms), uncertainty_ms, count(*) FROM ahead
          GROUP BY gateway, device, point ORDER BY 5 DESC LIMIT ?""",
        row -> {
          Instant at = Instant.ofEpochMilli(row.getLong(4));
          Instant received = Instant.ofEpochMilli(row.getLong(5));
          long credible = ObservationTables.latestCredible(row.getLong(5), row.getLong(6));
          array.add(
              new JsonObject()
                  .put("gateway", row.getString(1))
                  .put("device", row.getString(2))
                  .put("point", row.getString(3))
                  .put("at", at.toString())
                  .put("receivedAt", received.toString())
                  .put("count", row.getLong(7))
                  .put(
                      "reason",
                      "time of "
                          + row.getString(1)
                          + "/"
                          + row.getString(2)
                          + "/"
                          + row.getString(3)
                          + ": got "
                          + at
                          + ", wanted "
                          + Instant.ofEpochMilli(credible)
                          + " at most, when it came at "
                          + received));
        },
        MAX_AHEAD);
    return array;
  }

  /// At most `max` buckets of equal width, each with its least, greatest and mean good value: an
  /// extreme is never averaged away. QARTOD 4 and 9 give no value but are seen in `flag`, the worst
  /// of the bucket.
  JsonArray observations(
      String gateway, String device, String point, Instant from, Instant to, int max) {
    long span = Math.max(1, to.toEpochMilli() - from.toEpochMilli());
    long width = Math.max(1, Math.ceilDiv(span, Math.clamp(max, 1, MAX_BUCKETS)));
    var array = new JsonArray();
    each(
        """
        SELECT max(at_ms), min(iif(flag < 4, value, NULL)), max(iif(flag < 4, value, NULL)),
            avg(iif(flag < 4, value, NULL)), count(*), max(flag) FROM observation
          WHERE gateway = ? AND device = ? AND point = ? AND at_ms BETWEEN ? AND ?
          GROUP BY (at_ms - ?) / ? ORDER BY 1""",
        row ->
            array.add(
                new JsonObject()
                    .put("at", Instant.ofEpochMilli(row.getLong(1)).toString())
                    .put("min", row.getObject(2))
                    .put("max", row.getObject(3))
                    .put("mean", row.getObject(4))
                    .put("count", row.getLong(5))
                    .put("flag", row.getInt(6))),
        gateway,
        device,
        point,
        from.toEpochMilli(),
        to.toEpochMilli(),
        from.toEpochMilli(),
        width);
    return array;
  }

  JsonArray gaps() {
    var array = new JsonArray();
    each(
        "SELECT * FROM gap ORDER BY gateway, epoch, stream, from_seq LIMIT 10000",
        row ->
            array.add(
                new JsonObject()
                    .put("gateway", row.getString("gateway"))
                    .put("epoch", row.getString("epoch"))
                    .put("stream", row.getString("stream"))
                    .put("from", row.getLong("from_seq"))
                    .put("to", row.getLong("to_seq"))
                    .put("lost", row.getInt("lost") == 1)
                    .put("noticedAt", Instant.ofEpochMilli(row.getLong("noticed_ms")).toString())));
    return array;
  }

  /// Newest first, without their XML.
  JsonArray caps() {
    var array = new JsonArray();
    each(
        """
        SELECT identifier, alarm_id, sent_ms, msg_type, title,
            CASE WHEN xml LIKE '%<status>Exercise</status>%' THEN 'Exercise'
              WHEN xml LIKE '%<status>Test</status>%' THEN 'Test' ELSE 'Actual' END FROM cap
          ORDER BY sent_ms DESC, revision DESC LIMIT 200""",
        row ->
            array.add(
                new JsonObject()
                    .put("identifier", row.getString(1))
                    .put("alarmId", row.getString(2))
                    .put("sent", Instant.ofEpochMilli(row.getLong(3)).toString())
                    .put("msgType", row.getString(4))
                    .put("title", row.getString(5))
                    .put("status", row.getString(6))));
    return array;
  }

  Optional<String> cap(String identifier) {
    var found = new JsonArray();
    each(
        "SELECT xml FROM cap WHERE identifier = ?", row -> found.add(row.getString(1)), identifier);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getString(0));
  }

  long count(String table) {
    var found = new JsonArray();
    each("SELECT count(*) FROM " + table, row -> found.add(row.getLong(1)));
    return found.getLong(0);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new OneMapException("closing the database: " + e.getMessage(), e);
    }
  }

  private interface Row {
    void take(ResultSet row) throws SQLException;
  }

  private void each(String sql, Row taker, Object... values) {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        query.setObject(i + 1, values[i]);
      }
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          taker.take(row);
        }
      }
    } catch (SQLException e) {
      throw new OneMapException("query: " + e.getMessage(), e);
    }
  }
}
