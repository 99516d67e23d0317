package org.fieldbeacon.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.quality.CsvCells;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// Readings of a CSV in long form: the header `time,device,point,value`, with a fifth column `unit`
/// where it is not the point's own. Times are ISO-8601 with zone; an empty value, `NaN` or `M` is
/// missing. Points may follow one another or be interleaved: they are merged by time, and the rows
/// of one point keep the file's order.
final class ReplayInput {
  private static final String HEADER = "time,device,point,value";
  private static final String HEADER_WITH_UNIT = HEADER + ",unit";

  /// One reading.
  ///
  /// @param time when it held; before that of the point's previous row when the file goes back
  /// @param due when it is to be given: `time`, or that of an earlier row which is later
  /// @param value in `unit`, NaN when missing
  record Row(int line, Instant time, Instant due, PointId point, double value, Unit unit) {}

  private final Map<PointId, Unit> units = new HashMap<>();
  private final Map<PointId, Deque<Row>> rows = new HashMap<>();
  private final Consumer<String> problems;
  private long badRows;
  private int columns;

  private ReplayInput(SiteConfig site, Consumer<String> problems) {
    this.problems = problems;
    for (var entry : site.devices()) {
      Device device = entry.device();
      for (PointProfile point : device.profile().points()) {
        if (point.access().canRead()) {
          units.put(new PointId(device.name(), point.name()), point.unit());
        }
      }
    }
  }

  /// @param problems takes one line for each row that is not used: what, where, got, wanted
  static ReplayInput read(SiteConfig site, BufferedReader csv, Consumer<String> problems)
      throws IOException {
    var input = new ReplayInput(site, problems);
    String header = csv.readLine();
    String names = header == null ? "" : header.replace("\uFEFF", "").strip();
    if (!names.equals(HEADER) && !names.equals(HEADER_WITH_UNIT)) {
      throw new IllegalArgumentException(
          "line 1: got \"" + names + "\", wanted the header " + HEADER);
    }
    input.columns = names.split(",", -1).length;
    String line;
    for (int number = 2; (line = csv.readLine()) != null; number++) {
      if (!line.isBlank()) {
        input.take(number, line.strip());
      }
    }
    return input;
  }

  /// No readings.
  static ReplayInput none(SiteConfig site) {
    return new ReplayInput(site, _ -> {});
  }

  long badRows() {
    return badRows;
  }

  /// All rows in the order they are to be given.
  void forEach(Consumer<Row> taker) {
    var next =
        new PriorityQueue<>(
            Comparator.comparing((Deque<Row> d) -> d.getFirst().due())
                .thenComparingInt(d -> d.getFirst().line()));
    List<Deque<Row>> all = new ArrayList<>();
    rows.values().forEach(d -> all.add(new ArrayDeque<>(d)));
    next.addAll(all);
    while (true) {
      Deque<Row> earliest = next.poll();
      if (earliest == null) {
        return;
      }
      taker.accept(earliest.removeFirst());
      if (!earliest.isEmpty()) {
        next.add(earliest);
      }
    }
  }

  private void take(int number, String line) {
    try {
      Row row = row(number, line);
      rows.computeIfAbsent(row.point(), _ -> new ArrayDeque<>()).add(row);
    } catch (IllegalArgumentException e) {
      badRows++;
      problems.accept("line " + number + ": " + e.getMessage());
    }
  }

  private Row row(int number, String line) {
    String[] cells = line.split(",", -1);
    if (cells.length != columns) {
      throw new IllegalArgumentException("got " + cells.length + " columns, wanted " + columns);
    }
    Instant time = CsvCells.time(cells[0].strip());
    var point = new PointId(cells[1].strip(), cells[2].strip());
    Unit own = units.get(point);
    if (own == null) {
      throw new IllegalArgumentException(
          "point: got \"" + point + "\", wanted one that the site has and that can be read");
    }
    double value = CsvCells.value(cells[3].strip());
    if (columns > 4 && !cells[4].isBlank()) {
      String code = cells[4].strip();
      Unit unit =
          Unit.ofUcum(code)
              .filter(u -> u.convertsTo(own))
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "unit: got \"" + code + "\", wanted one that converts to " + own.ucum()));
      value = Double.isNaN(value) ? value : unit.convert(value, own);
    }
    Deque<Row> before = rows.get(point);
    Instant due =
        before == null || before.getLast().due().isBefore(time) ? time : before.getLast().due();
    return new Row(number, time, due, point, value, own);
  }
}
