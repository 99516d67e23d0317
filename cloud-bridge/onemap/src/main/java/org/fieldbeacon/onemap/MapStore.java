package org.fieldbeacon.onemap;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.fieldbeacon.contract.AlarmMessage;
import org.fieldbeacon.contract.Command;
import org.fieldbeacon.contract.Command.CommandResult;
import org.fieldbeacon.contract.ContractException;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.contract.Receipt;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.contract.cap.CapAlert;
import org.fieldbeacon.contract.cap.CapXml;
import org.jspecify.annotations.Nullable;

/// The one writer of the map's database. Used by one thread.
///
/// A commit is a flush to the disk (`synchronous=FULL`); a batch is one commit. Within a batch each
/// arrival has its own savepoint, so that one that cannot be merged becomes a dead letter and the
/// others stand.
final class MapStore implements AutoCloseable {
  /// Unusable messages kept for a look; older ones make room.
  static final int MAX_DEAD_LETTERS = 1_000;

  private final Connection connection;
  private final InstantSource clock;
  private final Counters counters;
  private final ObservationTables observations;
  private final OrderTables orders;
  private final NumberTables numbers;

  MapStore(Path file, InstantSource clock, Counters counters) {
    this.connection = Database.openForWriting(file);
    this.clock = clock;
    this.counters = counters;
    this.numbers = new NumberTables(connection, clock);
    this.orders = new OrderTables(connection);
    this.observations = new ObservationTables(connection, clock, counters);
    try {
      numbers.read();
    } catch (SQLException e) {
      throw new OneMapException("database " + file + ": " + e.getMessage(), e);
    }
  }

  /// Stores all, in one commit, and says what is now held of each numbering that was touched, also
  /// when everything was a repetition.
  ///
  /// @throws OneMapException when the disk refuses; nothing of the batch is stored then
  List<Receipt> merge(List<Arrival> batch) {
    Set<StreamKey> touched = new LinkedHashSet<>();
    try {
      execute("BEGIN IMMEDIATE");
      for (Arrival arrival : batch) {
        mergeOrBury(arrival, touched);
      }
      for (StreamKey key : touched) {
        numbers.save(key);
      }
      execute("COMMIT");
    } catch (SQLException e) {
      abandon();
      throw new OneMapException("cannot store " + batch.size() + " messages: " + e.getMessage(), e);
    }
    return touched.stream().map(numbers::receipt).toList();
  }

  /// Keeps an order before it is sent.
  void ordered(Command order) {
    inOneCommit(() -> orders.add(order));
  }

  /// Orders that no gateway has answered and that are not too old to be obeyed, oldest first.
  List<Command> unanswered() {
    try {
      return orders.unanswered(clock.millis());
    } catch (SQLException e) {
      throw new OneMapException("orders: " + e.getMessage(), e);
    }
  }

  /// Removes observations older than the age; alarms stay.
  void forget(Duration age) {
    long before = clock.instant().minus(age).toEpochMilli();
    inOneCommit(() -> observations.forget(before));
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new OneMapException("closing the database: " + e.getMessage(), e);
    }
  }

  private void mergeOrBury(Arrival arrival, Set<StreamKey> touched) throws SQLException {
    execute("SAVEPOINT one");
    try {
      mergeOne(arrival, touched);
    } catch (ContractException e) {
      execute("ROLLBACK TO one");
      bury(arrival, String.valueOf(e.getMessage()), touched);
    }
    execute("RELEASE one");
  }

  private void mergeOne(Arrival arrival, Set<StreamKey> touched) throws SQLException {
    switch (arrival) {
      case Arrival.Alarm(Envelope envelope, AlarmMessage alarm) -> {
        if (isNew(envelope, touched)) {
          storeAlarm(envelope.gateway(), alarm);
          count(envelope);
        }
      }
      case Arrival.Observations(Envelope envelope, var batch) -> {
        if (isNew(envelope, touched)) {
          for (Column column : batch.columns()) {
            observations.store(envelope.gateway(), column);
          }
          count(envelope);
        }
      }
      case Arrival.Result(Envelope envelope, CommandResult result) -> {
        if (isNew(envelope, touched)) {
          orders.answered(
              result.commandId(), envelope.gateway(), result.outcome(), result.detail());
          count(envelope);
        }
      }
      case Arrival.Superseded(Envelope envelope) -> {
        if (isNew(envelope, touched)) {
          count(envelope);
          counters.add("superseded", 1);
        }
      }
      case Arrival.Site(var site, byte[] json) ->
          storeGateway(site.gateway(), "site", new String(json, StandardCharsets.UTF_8));
      case Arrival.Status(var status, byte[] json) ->
          storeGateway(status.gateway(), "status", new String(json, StandardCharsets.UTF_8));
      case Arrival.Poison poison -> bury(poison, poison.reason(), touched);
    }
  }

  /// Heard anew or again, the envelope's `oldest` counts.
  private boolean isNew(Envelope envelope, Set<StreamKey> touched) throws SQLException {
    touched.add(StreamKey.of(envelope));
    boolean isNew = numbers.isNew(envelope);
    update(
        """
        INSERT INTO gateway (gateway, last_word_ms) VALUES (?, ?)
          ON CONFLICT (gateway) DO UPDATE SET last_word_ms = excluded.last_word_ms""",
        envelope.gateway(),
        clock.millis());
    if (!isNew) {
      counters.add("duplicates", 1);
    }
    return isNew;
  }

  private void count(Envelope envelope) {
    numbers.hold(envelope);
    counters.add("messages_stored", 1);
  }

  private void storeAlarm(String gateway, AlarmMessage alarm) throws SQLException {
    refuseForeignOwner(gateway, alarm.alarmId());
    update(
        """
        INSERT INTO alarm (alarm_id, gateway, revision, active, open, changed_ms, received_ms, json)
          VALUES (?,?,?,?,?,?,?,?)
          ON CONFLICT (alarm_id) DO UPDATE SET revision = excluded.revision,
            active = excluded.active, open = excluded.open, changed_ms = excluded.changed_ms,
            received_ms = excluded.received_ms, json = excluded.json
          WHERE excluded.revision > alarm.revision""",
        alarm.alarmId(),
        gateway,
        alarm.revision(),
        alarm.active() ? 1 : 0,
        isOpen(alarm) ? 1 : 0,
        alarm.changedAt().toEpochMilli(),
        clock.millis(),
        new String(Wire.encode(alarm), StandardCharsets.UTF_8));
    if (alarm.capXml().isPresent()) {
      storeCap(alarm, alarm.capXml().get());
    }
  }

  /// Needs somebody's eye: the condition holds, or nobody has acknowledged it.
  private static boolean isOpen(AlarmMessage alarm) {
    return alarm.active() || !alarm.state().equals("normal");
  }

  private void refuseForeignOwner(String gateway, String alarmId) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT gateway FROM alarm WHERE alarm_id = ?")) {
      query.setString(1, alarmId);
      try (ResultSet row = query.executeQuery()) {
        if (row.next() && !row.getString(1).equals(gateway)) {
          throw new ContractException(
              "alarm "
                  + alarmId
                  + ": got it from "
                  + gateway
                  + ", wanted its owner "
                  + row.getString(1));
        }
      }
    }
  }

  /// A bad alert must not cost the alarm: it is counted and left out of the feed.
  private void storeCap(AlarmMessage alarm, String xml) throws SQLException {
    CapAlert alert;
    try {
      alert = CapXml.read(xml);
    } catch (ContractException e) {
      counters.add("cap_unreadable", 1);
      return;
    }
    update(
        "INSERT INTO cap VALUES (?,?,?,?,?,?,?) ON CONFLICT (identifier) DO NOTHING",
        alert.identifier(),
        alarm.alarmId(),
        alarm.revision(),
        alert.sent().toInstant().toEpochMilli(),
        alert.msgType().name(),
        alarm.headline().zh() + " / " + alarm.headline().en(),
        xml);
  }

  private void storeGateway(String gateway, String column, String json) throws SQLException {
    String sql =
        "INSERT INTO gateway (gateway, last_word_ms, COLUMN) VALUES (?, ?, ?) ON CONFLICT (gateway)"
            + " DO UPDATE SET last_word_ms = excluded.last_word_ms, COLUMN = excluded.COLUMN";
    update(sql.replace("COLUMN", column), gateway, clock.millis(), json);
  }

  private void bury(Arrival arrival, String reason, Set<StreamKey> touched) throws SQLException {
    switch (arrival) {
      case Arrival.Poison poison -> {
        bury(poison.topic(), poison.payload(), reason);
        if (poison.envelope().isPresent() && isNew(poison.envelope().get(), touched)) {
          numbers.hold(poison.envelope().get());
        }
      }
      case Arrival.Alarm(Envelope envelope, _) -> bury(envelope, reason);
      case Arrival.Observations(Envelope envelope, _) -> bury(envelope, reason);
      case Arrival.Result(Envelope envelope, _) -> bury(envelope, reason);
      case Arrival.Superseded(Envelope envelope) -> bury(envelope, reason);
      case Arrival.Site(var site, byte[] json) -> bury(site.gateway(), json, reason);
      case Arrival.Status(var status, byte[] json) -> bury(status.gateway(), json, reason);
    }
  }

  private void bury(Envelope envelope, String reason) throws SQLException {
    bury(envelope.gateway(), Wire.encode(envelope), reason);
    numbers.hold(envelope);
  }

  private void bury(String topic, byte[] payload, String reason) throws SQLException {
    counters.add("poison", 1);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO dead_letter (topic, received_ms, reason, payload) VALUES (?,?,?,?)")) {
      insert.setString(1, topic);
      insert.setLong(2, clock.millis());
      insert.setString(3, reason);
      insert.setBytes(4, payload);
      insert.executeUpdate();
    }
    update(
        "DELETE FROM dead_letter WHERE id <= (SELECT max(id) FROM dead_letter) - ?",
        MAX_DEAD_LETTERS);
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void inOneCommit(Work work) {
    try {
      execute("BEGIN IMMEDIATE");
      work.run();
      execute("COMMIT");
    } catch (SQLException e) {
      abandon();
      throw new OneMapException("cannot store: " + e.getMessage(), e);
    }
  }

  /// What is in memory must not run ahead of the disk.
  private void abandon() {
    try {
      execute("ROLLBACK");
      numbers.read();
    } catch (SQLException e) {
      throw new OneMapException("database after a failed commit: " + e.getMessage(), e);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void update(String sql, @Nullable Object... values) throws SQLException {
    Database.update(connection, sql, values);
  }
}
