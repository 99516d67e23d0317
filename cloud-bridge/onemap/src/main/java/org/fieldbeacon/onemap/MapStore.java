package org.fieldbeacon.onemap;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fieldbeacon.contract.AlarmMessage;
import org.fieldbeacon.contract.Command;
import org.fieldbeacon.contract.Command.CommandResult;
import org.fieldbeacon.contract.ContractException;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.contract.Receipt;
import org.fieldbeacon.contract.Receipt.Range;
import org.fieldbeacon.contract.Stream;
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

  /// Ranges told in one receipt; the rest follows when `through` has moved.
  private static final int MAX_RECEIPT_RANGES = 200;

  private final Connection connection;
  private final InstantSource clock;
  private final Counters counters;
  private final ObservationTables observations;
  private final OrderTables orders;
  private final Map<StreamKey, Numbering> numberings = new HashMap<>();

  MapStore(Path file, InstantSource clock, Counters counters) {
    this.connection = Database.openForWriting(file);
    this.clock = clock;
    this.counters = counters;
    this.orders = new OrderTables(connection);
    this.observations = new ObservationTables(connection, clock, counters);
    try {
      readNumberings();
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
        saveNumbering(key);
      }
      execute("COMMIT");
    } catch (SQLException e) {
      abandon();
      throw new OneMapException("cannot store " + batch.size() + " messages: " + e.getMessage(), e);
    }
    return touched.stream().map(this::receipt).toList();
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
    StreamKey key = StreamKey.of(envelope);
    Numbering numbering = numberings.computeIfAbsent(key, _ -> new Numbering());
    touched.add(key);
    numbering.oldest = Math.max(numbering.oldest, envelope.oldest());
    update(
        """
        INSERT INTO gateway (gateway, last_word_ms) VALUES (?, ?)
          ON CONFLICT (gateway) DO UPDATE SET last_word_ms = excluded.last_word_ms""",
        envelope.gateway(),
        clock.millis());
    boolean isNew = !numbering.held.contains(envelope.seq());
    if (!isNew) {
      counters.add("duplicates", 1);
    }
    return isNew;
  }

  private void count(Envelope envelope) {
    numbering(StreamKey.of(envelope)).held.add(envelope.seq());
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
          numbering(StreamKey.of(poison.envelope().get())).held.add(poison.envelope().get().seq());
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
    numbering(StreamKey.of(envelope)).held.add(envelope.seq());
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

  private Receipt receipt(StreamKey key) {
    Numbering numbering = numbering(key);
    long through = numbering.held.through(numbering.oldest);
    return new Receipt(
        key.gateway(),
        key.stream(),
        key.epoch(),
        through,
        numbering.held.above(through, MAX_RECEIPT_RANGES));
  }

  private Numbering numbering(StreamKey key) {
    return numberings.computeIfAbsent(key, _ -> new Numbering());
  }

  private void saveNumbering(StreamKey key) throws SQLException {
    Numbering numbering = numbering(key);
    String stream = key.stream().name();
    update(
        """
        INSERT INTO stream VALUES (?,?,?,?)
          ON CONFLICT DO UPDATE SET oldest = excluded.oldest""",
        key.gateway(),
        key.epoch(),
        stream,
        numbering.oldest);
    replace(key, "held");
    for (Range range : numbering.held.ranges()) {
      update(
          "INSERT INTO held VALUES (?,?,?,?,?)",
          key.gateway(),
          key.epoch(),
          stream,
          range.from(),
          range.to());
    }
    saveGaps(key, numbering);
  }

  /// A gap keeps the time it was first noticed while it shrinks.
  private void saveGaps(StreamKey key, Numbering numbering) throws SQLException {
    List<SeqRanges.Gap> gaps = numbering.held.gaps(numbering.oldest);
    List<Noticed> before = noticed(key);
    if (gaps.isEmpty() && before.isEmpty()) {
      return;
    }
    replace(key, "gap");
    for (SeqRanges.Gap gap : gaps) {
      long noticedMs =
          before.stream()
              .filter(n -> n.from() <= gap.to() && gap.from() <= n.to())
              .mapToLong(Noticed::atMillis)
              .min()
              .orElse(clock.millis());
      update(
          "INSERT INTO gap VALUES (?,?,?,?,?,?,?)",
          key.gateway(),
          key.epoch(),
          key.stream().name(),
          gap.from(),
          gap.to(),
          gap.isLost() ? 1 : 0,
          noticedMs);
    }
  }

  private record Noticed(long from, long to, long atMillis) {}

  private List<Noticed> noticed(StreamKey key) throws SQLException {
    var noticed = new ArrayList<Noticed>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT from_seq, to_seq, noticed_ms FROM gap
              WHERE gateway = ? AND epoch = ? AND stream = ?""")) {
      query.setString(1, key.gateway());
      query.setString(2, key.epoch());
      query.setString(3, key.stream().name());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          noticed.add(new Noticed(row.getLong(1), row.getLong(2), row.getLong(3)));
        }
      }
    }
    return noticed;
  }

  private void replace(StreamKey key, String table) throws SQLException {
    update(
        "DELETE FROM " + table + " WHERE gateway = ? AND epoch = ? AND stream = ?",
        key.gateway(),
        key.epoch(),
        key.stream().name());
  }

  private void readNumberings() throws SQLException {
    numberings.clear();
    Map<StreamKey, List<Range>> ranges = new HashMap<>();
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM held ORDER BY from_seq")) {
      while (row.next()) {
        ranges
            .computeIfAbsent(key(row), _ -> new ArrayList<>())
            .add(new Range(row.getLong("from_seq"), row.getLong("to_seq")));
      }
    }
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM stream")) {
      while (row.next()) {
        StreamKey key = key(row);
        var numbering = new Numbering();
        numbering.oldest = row.getLong("oldest");
        numbering.held = SeqRanges.of(ranges.getOrDefault(key, List.of()));
        numberings.put(key, numbering);
      }
    }
  }

  private static StreamKey key(ResultSet row) throws SQLException {
    return new StreamKey(
        row.getString("gateway"), row.getString("epoch"), Stream.valueOf(row.getString("stream")));
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
      readNumberings();
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
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  private static final class Numbering {
    private long oldest = 1;
    private SeqRanges held = new SeqRanges();
  }
}
