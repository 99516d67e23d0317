package org.fieldbeacon.agent.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.observation.PointId;

/// Reads the columns of some points out of segments, and of each segment only the parts they can
/// lie in.
final class SegmentReader implements AutoCloseable {
  private final DamagedRows damaged;
  private final Set<PointId> points;
  private final TreeSet<String> names = new TreeSet<>();
  private final PreparedStatement part;

  SegmentReader(Connection connection, DamagedRows damaged, Set<PointId> points)
      throws SQLException {
    this.damaged = damaged;
    this.points = points;
    points.forEach(point -> names.add(point.toString()));
    part = connection.prepareStatement("SELECT body FROM part WHERE id = ?");
  }

  /// All parts of a segment, as they lie.
  static void bodies(Connection connection, long segment, Consumer<byte[]> to) throws SQLException {
    String sql = "SELECT body FROM part WHERE id > ? AND id < ? ORDER BY id";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, segment << SegmentTables.PART_BITS);
      select.setLong(2, segment + 1 << SegmentTables.PART_BITS);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          to.accept(rows.getBytes(1));
        }
      }
    }
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
          if (points.contains(Columns.point(column))) {
            found.add(column);
          }
        }
      }
    }
    return found;
  }

  /// Part `i` holds points from its first up to the next part's first, that one included.
  private boolean mayHold(List<String> firsts, int i) {
    String name = names.ceiling(firsts.get(i));
    return name != null && (i + 1 == firsts.size() || firsts.get(i + 1).compareTo(name) >= 0);
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
