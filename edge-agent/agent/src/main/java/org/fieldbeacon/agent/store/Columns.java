package org.fieldbeacon.agent.store;

import java.time.Duration;
import java.time.Instant;
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

  static boolean isOf(Column column, PointId point) {
    return column.device().equals(point.device()) && column.point().equals(point.point());
  }

  static long firstTime(Column column) {
    long first = Long.MAX_VALUE;
    for (long time : column.epochMillis()) {
      first = Math.min(first, time);
    }
    return first;
  }

  static long lastTime(Column column) {
    long last = Long.MIN_VALUE;
    for (long time : column.epochMillis()) {
      last = Math.max(last, time);
    }
    return last;
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
    return duration.isZero() ? 0 : duration.plus(MILLISECOND).minusNanos(1).toMillis();
  }
}
