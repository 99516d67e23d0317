package org.fieldbeacon.onemap;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.InstantSource;
import org.fieldbeacon.contract.ObservationBatch.Column;

/// The tables `observation`, `latest` and `ahead`, inside the caller's transaction. Used by the
/// store's thread.
///
/// ## How it is designed, and why
///
/// Nothing is measured after it has arrived. So a reading holds at the earlier of its own time and
/// its arrival: by that the newest of a point is found and its age is told, and a clock that runs
/// ahead can neither hold its place nor hide that nothing comes any more. A time that is further
/// ahead of ours than [#TOLERANCE] and its own uncertainty is no time at all: such a reading is
/// kept apart in `ahead`, where it can be looked at, and is never drawn.
final class ObservationTables {
  /// How far the clocks of gateway and map may differ beyond what the gateway admits.
  static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final Connection connection;
  private final InstantSource clock;
  private final Counters counters;

  ObservationTables(Connection connection, InstantSource clock, Counters counters) {
    this.connection = connection;
    this.clock = clock;
    this.counters = counters;
  }

  void store(String gateway, Column column) throws SQLException {
    long now = clock.millis();
    int newest = -1;
    int ahead = 0;
    try (PreparedStatement keep =
            connection.prepareStatement(
                """
                INSERT INTO observation VALUES (?,?,?,?,?,?,?)
                  ON CONFLICT DO UPDATE SET value = excluded.value, flag = excluded.flag""");
        PreparedStatement keepApart =
            connection.prepareStatement(
                """
                INSERT INTO ahead VALUES (?,?,?,?,?,?,?,?,?)
                  ON CONFLICT DO UPDATE SET value = excluded.value, flag = excluded.flag""")) {
      for (int i = 0; i < column.values().length; i++) {
        if (column.epochMillis()[i] > latestCredible(now, column.uncertaintyMillis()[i])) {
          add(keepApart, gateway, column, i, now, column.uncertaintyMillis()[i]);
          ahead++;
        } else {
          add(keep, gateway, column, i);
          if (newest < 0 || column.epochMillis()[i] >= column.epochMillis()[newest]) {
            newest = i;
          }
        }
      }
      keep.executeBatch();
      keepApart.executeBatch();
    }
    if (newest >= 0) {
      storeLatest(gateway, column, newest, now);
    }
    counters.add("observations_stored", column.values().length);
    counters.add("observations_ahead", ahead);
  }

  /// The latest time, by the map's clock, that a reading arriving now may bear.
  static long latestCredible(long nowMillis, long uncertaintyMillis) {
    long allowed = TOLERANCE.toMillis() + Math.max(0, uncertaintyMillis);
    return allowed < 0 || nowMillis > Long.MAX_VALUE - allowed
        ? Long.MAX_VALUE
        : nowMillis + allowed;
  }

  /// Removes what is older; what bears an impossible time, by its arrival.
  void forget(long beforeMillis) throws SQLException {
    for (String sql :
        new String[] {
          "DELETE FROM observation WHERE at_ms < ?", "DELETE FROM ahead WHERE received_ms < ?"
        }) {
      try (PreparedStatement delete = connection.prepareStatement(sql)) {
        delete.setLong(1, beforeMillis);
        delete.executeUpdate();
      }
    }
  }

  private void storeLatest(String gateway, Column column, int row, long now) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO latest VALUES (?,?,?,?,?,?,?,?)
              ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms, value = excluded.value,
                unit = excluded.unit, flag = excluded.flag, received_ms = excluded.received_ms
              WHERE min(excluded.at_ms, excluded.received_ms)
                >= min(latest.at_ms, latest.received_ms)""")) {
      add(insert, gateway, column, row, now);
      insert.executeBatch();
    }
  }

  private static void add(
      PreparedStatement insert, String gateway, Column column, int row, long... more)
      throws SQLException {
    insert.setString(1, gateway);
    insert.setString(2, column.device());
    insert.setString(3, column.point());
    insert.setLong(4, column.epochMillis()[row]);
    double value = column.values()[row];
    if (Double.isFinite(value)) {
      insert.setDouble(5, value);
    } else {
      insert.setNull(5, Types.REAL);
    }
    insert.setString(6, column.unit());
    insert.setInt(7, column.flags()[row]);
    for (int i = 0; i < more.length; i++) {
      insert.setLong(8 + i, more[i]);
    }
    insert.addBatch();
  }
}
