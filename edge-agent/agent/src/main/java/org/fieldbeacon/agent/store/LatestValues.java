package org.fieldbeacon.agent.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;

/// The latest observation of each point, and the latest whose value can be relied on, in memory:
/// from any thread as they come, and by one thread at a time from before the start, newest segments
/// first.
final class LatestValues {
  /// Observations looked through at open: a tenth of a second of work.
  private static final long AT_OPEN = 200_000;

  /// And beside, which takes a few seconds.
  private static final long MOST = 8_000_000;

  private final Map<PointId, Observation> latest = new ConcurrentHashMap<>();
  private final Map<PointId, Observation> lastTrusted = new ConcurrentHashMap<>();
  private final DamagedRows damaged;
  private long before = Long.MAX_VALUE;
  private long recalled;

  LatestValues(DamagedRows damaged) {
    this.damaged = damaged;
  }

  Optional<Observation> of(PointId point) {
    return Optional.ofNullable(latest.get(point));
  }

  Optional<Observation> trusted(PointId point) {
    return Optional.ofNullable(lastTrusted.get(point));
  }

  void note(Observation observation) {
    latest.merge(observation.point(), observation, LatestValues::later);
    if (observation.quality().isTrusted()) {
      lastTrusted.merge(observation.point(), observation, LatestValues::later);
    }
  }

  /// What the journal alone holds, and the newest segments.
  void recallAtOpen(Connection connection) throws SQLException {
    Journal.uncompacted(connection, Integer.MAX_VALUE)
        .bodies()
        .forEach(body -> damaged.decode(body).columns().forEach(c -> recall(c, true)));
    boolean isMore = true;
    while (isMore && recalled < AT_OPEN) {
      isMore = recallSegment(connection);
    }
  }

  /// The next older segment.
  ///
  /// @return false when there is none, or enough has been looked through
  boolean recallMore(Connection connection) throws SQLException {
    return recalled < MOST && recallSegment(connection);
  }

  private boolean recallSegment(Connection connection) throws SQLException {
    String sql = "SELECT id, count FROM segment WHERE id < ? ORDER BY id DESC LIMIT 1";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, before);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return false;
        }
        before = row.getLong(1);
        recalled += row.getLong(2);
      }
    }
    SegmentReader.bodies(
        connection, before, body -> damaged.decode(body).columns().forEach(c -> recall(c, false)));
    return true;
  }

  /// @param isLater whether it arrived after all that was recalled so far
  private void recall(Column column, boolean isLater) {
    int newest = -1;
    int trusted = -1;
    for (int i = 0; i < Columns.size(column); i++) {
      if (newest < 0 || column.epochMillis()[i] >= column.epochMillis()[newest]) {
        newest = i;
      }
      if (Quality.ofCode(column.flags()[i]).isTrusted()
          && (trusted < 0 || column.epochMillis()[i] >= column.epochMillis()[trusted])) {
        trusted = i;
      }
    }
    recall(latest, column, newest, isLater);
    recall(lastTrusted, column, trusted, isLater);
  }

  private static void recall(
      Map<PointId, Observation> into, Column column, int index, boolean isLater) {
    if (index >= 0) {
      into.merge(
          Columns.point(column),
          Columns.observation(column, index),
          (old, found) -> isLater ? later(old, found) : later(found, old));
    }
  }

  /// Of one point, `second` where the times are one.
  private static Observation later(Observation first, Observation second) {
    return second.phenomenonTime().isBefore(first.phenomenonTime()) ? first : second;
  }
}
