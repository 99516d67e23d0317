package org.fieldbeacon.agent.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.observation.PointId;

/// Reads one point's columns out of segments, and of each segment only the parts they can lie in.
final class SegmentReader implements AutoCloseable {
  private final DamagedRows damaged;
  private final PointId point;
  private final String key;
  private final PreparedStatement part;

  SegmentReader(Connection connection, DamagedRows damaged, PointId point) throws SQLException {
    this.damaged = damaged;
    this.point = point;
    key = point.toString();
    part = connection.prepareStatement("SELECT body FROM part WHERE id = ?");
  }

  /// In order of arrival.
  ///
  /// @param parts how many the segment has
  List<Column> columns(long segment, int parts) throws SQLException {
    long base = segment << SegmentTables.PART_BITS;
    List<Column> found = new ArrayList<>();
    List<String> firsts = parts > 1 ? firsts(base, parts) : List.of();
    for (int i = 0; i < parts; i++) {
      if (firsts.isEmpty() || mayHold(firsts, i)) {
        for (Column column : damaged.decode(body(base | i + 1)).columns()) {
          if (Columns.isOf(column, point)) {
            found.add(column);
          }
        }
      }
    }
    return found;
  }

  /// Part `i` holds points from its first up to the next part's first, that one included.
  private boolean mayHold(List<String> firsts, int i) {
    return firsts.get(i).compareTo(key) <= 0
        && (i + 1 == firsts.size() || firsts.get(i + 1).compareTo(key) >= 0);
  }

  /// Empty when they are damaged: then all parts are looked through.
  private List<String> firsts(long id, int parts) throws SQLException {
    List<String> firsts = new String(body(id), StandardCharsets.UTF_8).lines().toList();
    if (firsts.size() != parts) {
      damaged.note("names of parts: got " + firsts.size() + ", wanted " + parts);
      return List.of();
    }
    return firsts;
  }

  private byte[] body(long id) throws SQLException {
    part.setLong(1, id);
    try (ResultSet row = part.executeQuery()) {
      return row.next() ? row.getBytes(1) : new byte[0];
    }
  }

  @Override
  public void close() throws SQLException {
    part.close();
  }
}
