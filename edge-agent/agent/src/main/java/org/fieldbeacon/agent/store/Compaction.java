package org.fieldbeacon.agent.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeacon.contract.ObservationBatch;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.observation.PointId;

/// Makes segments of journal rows: all observations of one day, the columns in order of their
/// points, cut into parts that are small enough to be read for the sake of one point. A day, so
/// that one device with a wrong clock does not stretch the times of all. Touches no disk; any
/// thread.
final class Compaction {
  /// Journal rows as they lie.
  ///
  /// @param from `compacted_through` before them
  /// @param through the last one's number; `from` when there are none
  record Rows(long from, long through, long observations, List<byte[]> bodies) {}

  /// What is to be written.
  record Plan(long from, long through, long observations, int rows, List<Segment> segments) {}

  /// @param firsts the first `device/point` of each part
  record Segment(
      long firstTime, long lastTime, int count, List<String> firsts, List<byte[]> parts) {}

  private record Key(String device, String point, String unit) {}

  private record Named(String name, ColumnBuilder column) {}

  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  /// Neighbours of a point are read with it: so few that this does not matter.
  private static final int MOST_COLUMNS = 64;

  private final Map<Long, Map<Key, ColumnBuilder>> days = new TreeMap<>();

  private Compaction() {}

  static Plan plan(Rows rows, DamagedRows damaged, int partObservations) {
    var compaction = new Compaction();
    for (byte[] body : rows.bodies()) {
      damaged.decode(body).columns().forEach(compaction::add);
    }
    List<Segment> segments = new ArrayList<>();
    compaction
        .days
        .values()
        .forEach(day -> segments.add(segment(List.copyOf(day.values()), partObservations)));
    return new Plan(
        rows.from(), rows.through(), rows.observations(), rows.bodies().size(), segments);
  }

  private void add(Column column) {
    var key = new Key(column.device(), column.point(), column.unit());
    long day = Long.MIN_VALUE;
    ColumnBuilder into = null;
    for (int i = 0; i < Columns.size(column); i++) {
      long today = Math.floorDiv(column.epochMillis()[i], DAY_MS);
      if (into == null || today != day) {
        day = today;
        into =
            days.computeIfAbsent(day, _ -> new LinkedHashMap<>())
                .computeIfAbsent(
                    key, k -> new ColumnBuilder(new PointId(k.device(), k.point()), k.unit()));
      }
      into.add(column, i);
    }
  }

  private static Segment segment(List<ColumnBuilder> columns, int partObservations) {
    // The sort is stable: of one point in two units, the one that came first stays first.
    List<ColumnBuilder> sorted =
        columns.stream()
            .map(c -> new Named(c.point().toString(), c))
            .sorted(Comparator.comparing(Named::name))
            .map(Named::column)
            .toList();
    List<String> firsts = new ArrayList<>();
    List<byte[]> parts = new ArrayList<>();
    long[] span = {Long.MAX_VALUE, Long.MIN_VALUE};
    RowCutter.cut(
        sorted,
        partObservations,
        MOST_COLUMNS,
        part -> {
          firsts.add(Columns.point(part.getFirst()).toString());
          parts.add(Wire.encode(new ObservationBatch(part)));
          for (Column column : part) {
            span[0] = Math.min(span[0], Columns.firstTime(column));
            span[1] = Math.max(span[1], Columns.lastTime(column));
          }
        });
    int count = columns.stream().mapToInt(ColumnBuilder::size).sum();
    return new Segment(span[0], span[1], count, firsts, parts);
  }
}
