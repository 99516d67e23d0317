package org.fieldbeacon.onemap;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.Receipt;
import org.fieldbeacon.contract.Receipt.Range;
import org.fieldbeacon.contract.Stream;

/// Which numbers of each numbering are held, and which are missing: the tables `stream`, `held` and
/// `gap`, within the transaction that is open, and the same in memory. The store's thread.
final class NumberTables {
  /// Ranges told in one receipt; the rest follows when `through` has moved.
  private static final int MAX_RECEIPT_RANGES = 200;

  private final Connection connection;
  private final InstantSource clock;
  private final Map<StreamKey, Numbering> numberings = new HashMap<>();

  private static final class Numbering {
    private long oldest = 1;
    private SeqRanges held = new SeqRanges();
  }

  private record Noticed(long from, long to, long atMillis) {}

  NumberTables(Connection connection, InstantSource clock) {
    this.connection = connection;
    this.clock = clock;
  }

  /// Takes what the disk says for what is so.
  void read() throws SQLException {
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

  /// Whether it is not held yet. Its `oldest` counts in any case.
  boolean isNew(Envelope envelope) {
    Numbering numbering = numbering(StreamKey.of(envelope));
    numbering.oldest = Math.max(numbering.oldest, envelope.oldest());
    return !numbering.held.contains(envelope.seq());
  }

  void hold(Envelope envelope) {
    numbering(StreamKey.of(envelope)).held.add(envelope.seq());
  }

  private Numbering numbering(StreamKey key) {
    return numberings.computeIfAbsent(key, _ -> new Numbering());
  }

  Receipt receipt(StreamKey key) {
    Numbering numbering = numbering(key);
    long through = numbering.held.through(numbering.oldest);
    return new Receipt(
        key.gateway(),
        key.stream(),
        key.epoch(),
        through,
        numbering.held.above(through, MAX_RECEIPT_RANGES));
  }

  void save(StreamKey key) throws SQLException {
    Numbering numbering = numbering(key);
    String stream = key.stream().name();
    Database.update(
        connection,
        """
        INSERT INTO stream VALUES (?,?,?,?)
          ON CONFLICT DO UPDATE SET oldest = excluded.oldest""",
        key.gateway(),
        key.epoch(),
        stream,
        numbering.oldest);
    clear(key, "held");
    for (Range range : numbering.held.ranges()) {
      Database.update(
          connection,
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
    clear(key, "gap");
    for (SeqRanges.Gap gap : gaps) {
      long noticedMs =
          before.stream()
              .filter(n -> n.from() <= gap.to() && gap.from() <= n.to())
              .mapToLong(Noticed::atMillis)
              .min()
              .orElse(clock.millis());
      Database.update(
          connection,
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

  private void clear(StreamKey key, String table) throws SQLException {
    Database.update(
        connection,
        "DELETE FROM " + table + " WHERE gateway = ? AND epoch = ? AND stream = ?",
        key.gateway(),
        key.epoch(),
        key.stream().name());
  }
}
