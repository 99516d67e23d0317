package org.fieldbeacon.agent.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeacon.agent.store.ObservationTable.Series;
import org.fieldbeacon.contract.ObservationBatch;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.contract.Wire;

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

  private record Key(long day, String device, String point, String unit) {}

  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  /// Neighbours of a point are read with it: so few that this does not matter.
  private static final int MOST_COLUMNS = 64;

  private final Map<Key, Series> series = new HashMap<>();
  private final Map<Long, List<Series>> days = new TreeMap<>();

  /// Every column brings its own copy of the few names there are.
  private final Map<String, String> words = new HashMap<>();

  private final ObservationTable table;

  private Compaction(int observations) {
    table = new ObservationTable(observations);
  }

  static Plan plan(Rows rows, DamagedRows damaged, int partObservations) {
    var compaction = new Compaction((int) rows.observations());
    for (byte[] body : rows.bodies()) {
      damaged.decode(body).columns().forEach(compaction::add);
    }
    List<Segment> segments = new ArrayList<>();
    compaction.days.values().forEach(d -> segments.add(compaction.segment(d, partObservations)));
    return new Plan(
        rows.from(), rows.through(), rows.observations(), rows.bodies().size(), segments);
  }

  private void add(Column column) {
    long day = Long.MIN_VALUE;
    Series into = null;
    for (int i = 0; i < Columns.size(column); i++) {
      long today = Math.floorDiv(column.epochMillis()[i], DAY_MS);
      if (into == null || today != day) {
        day = today;
        into =
            series.computeIfAbsent(
                new Key(day, word(column.device()), word(column.point()), word(column.unit())),
                this::begin);
      }
      table.add(into, column, i);
    }
  }

  private Series begin(Key key) {
    Series begun = table.begin(key.device(), key.point(), key.unit());
    days.computeIfAbsent(key.day(), _ -> new ArrayList<>()).add(begun);
    return begun;
  }

  private String word(String copy) {
    String first = words.putIfAbsent(copy, copy);
    return first == null ? copy : first;
  }

  private Segment segment(List<Series> day, int partObservations) {
    // The sort is stable: of one point in two units, the one that came first stays first.
    List<Series> sorted = day.stream().sorted(Series.BY_NAME).toList();
    List<String> firsts = new ArrayList<>();
    List<byte[]> parts = new ArrayList<>();
    long[] span = {Long.MAX_VALUE, Long.MIN_VALUE};
    RowCutter.cut(
        table,
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
    int count = sorted.stream().mapToInt(Series::count).sum();
    return new Segment(span[0], span[1], count, firsts, parts);
  }
}
