package org.fieldbeacon.agent.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// Columns cut, read and mapped to observations.
final class Columns {
  private static final Duration MILLISECOND = Duration.ofMillis(1);

  private Columns() {}

  static int size(Column column) {
    return column.epochMillis().length;
  }

  static PointId point(Column column) {
    return new PointId(column.device(), column.point());
  }

  /// Entries `from` up to but without `to`.
  static Column slice(Column column, int from, int to) {
    return new Column(
        column.device(),
        column.point(),
        column.unit(),
        Arrays.copyOfRange(column.epochMillis(), from, to),
        Arrays.copyOfRange(column.receivedDelayMillis(), from, to),
        Arrays.copyOfRange(column.uncertaintyMillis(), from, to),
        Arrays.copyOfRange(column.values(), from, to),
        Arrays.copyOfRange(column.flags(), from, to));
  }

  /// The columns as rows of `most` observations at most, each point's order kept.
  static List<List<Column>> rows(List<Column> columns, int most) {
    List<List<Column>> rows = new ArrayList<>();
    List<Column> row = new ArrayList<>();
    int room = most;
    for (Column column : columns) {
      int from = 0;
      while (from < size(column)) {
        int to = Math.min(size(column), from + room);
        row.add(from == 0 && to == size(column) ? column : slice(column, from, to));
        room -= to - from;
        from = to;
        if (room == 0) {
          rows.add(row);
          row = new ArrayList<>();
          room = most;
        }
      }
    }
    if (!row.isEmpty()) {
      rows.add(row);
    }
    return rows;
  }

  static long firstTime(Column column) {
    return Arrays.stream(column.epochMillis()).min().orElse(Long.MAX_VALUE);
  }

  static long lastTime(Column column) {
    return Arrays.stream(column.epochMillis()).max().orElse(Long.MIN_VALUE);
  }

  /// Entry `i` as an observation; the log keeps neither source nor detail.
  static Observation observation(Column column, int i) {
    Instant at = Instant.ofEpochMilli(column.epochMillis()[i]);
    Unit unit =
        Unit.ofUcum(column.unit())
            .orElseThrow(
                () -> new StoreException(point(column) + ": got unknown unit " + column.unit()));
    return new Observation(
        point(column),
        column.values()[i],
        unit,
        at,
        at.plusMillis(column.receivedDelayMillis()[i]),
        Duration.ofMillis(column.uncertaintyMillis()[i]),
        Quality.ofCode(column.flags()[i]),
        "",
        "");
  }

  /// Whole milliseconds, rounded up: an uncertainty never shrinks.
  static long millisUp(Duration duration) {
    return duration.plus(MILLISECOND).minusNanos(1).toMillis();
  }
}
