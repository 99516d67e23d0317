package org.fieldbeacon.agent.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.jspecify.annotations.Nullable;

/// Finds one point's observation with the latest time on the disk, the last to arrive where two
/// have that time. Reads backwards and no farther than it must.
final class LastReading {
  private final DamagedRows damaged;
  private final PointId point;
  private @Nullable Column column;
  private int index;
  private long time = Long.MIN_VALUE;
  private long arrival = Long.MIN_VALUE;

  private LastReading(DamagedRows damaged, PointId point) {
    this.damaged = damaged;
    this.point = point;
  }

  static Optional<Observation> of(Connection connection, DamagedRows damaged, PointId point)
      throws SQLException {
    var last = new LastReading(damaged, point);
    last.journal(connection);
    last.segments(connection);
    return Optional.ofNullable(last.column).map(c -> Columns.observation(c, last.index));
  }

  private void journal(Connection connection) throws SQLException {
    String sql =
        """
        SELECT seq, body FROM journal
        WHERE seq > (SELECT compacted_through FROM meta) ORDER BY seq
        """;
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        keep(PointScan.JOURNAL + rows.getLong(1), damaged.decode(rows.getBytes(2)).columns());
      }
    }
  }

  private void segments(Connection connection) throws SQLException {
    String sql = "SELECT id, t_last, parts FROM segment ORDER BY t_last DESC, id DESC";
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet rows = select.executeQuery();
        SegmentReader reader = new SegmentReader(connection, damaged, Set.of(point))) {
      while (rows.next() && rows.getLong(2) >= time) {
        keep(rows.getLong(1), reader.columns(rows.getLong(1), rows.getInt(3)));
      }
    }
  }

  private void keep(long at, List<Column> columns) {
    for (Column found : columns) {
      if (Columns.isOf(found, point)) {
        for (int i = 0; i < Columns.size(found); i++) {
          long when = found.epochMillis()[i];
          if (when > time || when == time && at >= arrival) {
            column = found;
            index = i;
            time = when;
            arrival = at;
          }
        }
      }
    }
  }
}
