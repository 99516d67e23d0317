package org.fieldbeacon.agent.quality;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.fieldbeacon.agent.config.QualityFile;
import org.fieldbeacon.agent.config.QualityRules;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.jspecify.annotations.Nullable;

/// One pass over a long-form CSV. A row is written in its place once its verdict is final, which
/// for the spike test is when the point's next sample has come; rows wait for that in memory.
final class QcRun {
  private static final String HEADER = "time,device,point,value";
  private static final String ONE_POINT_HEADER = "time,value";

  private final QualityFile file;
  private final boolean json;
  private final PrintWriter out;
  private final Consumer<String> problems;
  private final Optional<PointId> onlyPoint;
  private final Map<PointId, PointQuality> quality = new HashMap<>();
  private final Map<PointId, PointQuality.Reading> latest = new HashMap<>();
  private final Map<PointId, Row> undecided = new HashMap<>();
  private final ArrayDeque<Row> waiting = new ArrayDeque<>();
  private final Map<Quality, Long> counts = new EnumMap<>(Quality.class);
  private long badRows;

  private static final class Row {
    private final String time;
    private final PointId point;
    private final String value;
    private @Nullable Verdict verdict;

    Row(String time, PointId point, String value) {
      this.time = time;
      this.point = point;
      this.value = value;
    }
  }

  /// @param onlyPoint whose values the file holds, when its columns are `time,value`
  /// @param problems takes one line for each row that cannot be read, and the summary of a CSV
  QcRun(
      QualityFile file,
      Optional<PointId> onlyPoint,
      boolean json,
      PrintWriter out,
      Consumer<String> problems) {
    this.file = file;
    this.onlyPoint = onlyPoint;
    this.json = json;
    this.out = out;
    this.problems = problems;
  }

  /// Whether every row could be read.
  boolean read(BufferedReader rows) throws IOException {
    String header = rows.readLine();
    String wanted = onlyPoint.isPresent() ? ONE_POINT_HEADER : HEADER;
    if (header == null || !header.strip().equals(wanted)) {
      problems.accept("line 1: got \"" + header + "\", wanted the header " + wanted);
      return false;
    }
    if (!json) {
      out.println(HEADER + ",flag,tests");
    }
    String line;
    for (int number = 2; (line = rows.readLine()) != null; number++) {
      if (line.isBlank()) {
        continue;
      }
      try {
        take(line);
      } catch (IllegalArgumentException e) {
        badRows++;
        problems.accept("line " + number + ": " + e.getMessage());
      }
      writeDecided();
    }
    undecided.forEach((point, row) -> row.verdict = quality(point).last().orElseThrow());
    writeDecided();
    writeSummary();
    out.flush();
    return badRows == 0;
  }

  private void take(String line) {
    String[] cells = line.strip().split(",", -1);
    int columns = onlyPoint.isPresent() ? 2 : 4;
    if (cells.length != columns) {
      String wanted = onlyPoint.isPresent() ? ONE_POINT_HEADER : HEADER;
      throw new IllegalArgumentException("got " + cells.length + " columns, wanted " + wanted);
    }
    Instant at = CsvCells.time(cells[0]);
    PointId point = onlyPoint.isPresent() ? onlyPoint.get() : new PointId(cells[1], cells[2]);
    String text = cells[columns - 1];
    double value = CsvCells.value(text);
    PointQuality own = quality(point);
    own.judge(at, value);
    if (!Double.isNaN(value)) {
      latest.put(point, new PointQuality.Reading(at, value));
    }
    Row earlier = undecided.get(point);
    if (earlier != null) {
      earlier.verdict = own.previous().orElseThrow();
    }
    var row = new Row(cells[0], point, text);
    undecided.put(point, row);
    waiting.add(row);
  }

  private PointQuality quality(PointId point) {
    return quality.computeIfAbsent(
        point,
        p ->
            new PointQuality(
                file.rules().getOrDefault(p, QualityRules.NONE),
                file.zone(),
                n -> Optional.ofNullable(latest.get(n))));
  }

  private void writeDecided() {
    while (true) {
      Row row = waiting.peek();
      if (row == null || row.verdict == null) {
        return;
      }
      waiting.poll();
      write(row, row.verdict);
    }
  }

  private void write(Row row, Verdict verdict) {
    Quality flag = verdict.rolledUp();
    counts.merge(flag, 1L, Long::sum);
    if (json) {
      String tests =
          verdict.flags().entrySet().stream()
              .map(t -> "\"" + t.getKey().word() + "\":" + t.getValue().code())
              .collect(Collectors.joining(","));
      boolean missing = Double.isNaN(CsvCells.value(row.value));
      out.printf(
          Locale.ROOT,
          "{\"type\":\"value\",\"time\":\"%s\",\"device\":\"%s\",\"point\":\"%s\",\"value\":%s,"
              + "\"flag\":%d,\"tests\":{%s}}%n",
          row.time,
          row.point.device(),
          row.point.point(),
          missing ? "null" : Double.toString(CsvCells.value(row.value)),
          flag.code(),
          tests);
    } else {
      String tests =
          verdict.flags().entrySet().stream()
              .map(t -> t.getKey().word() + "=" + t.getValue().code())
              .collect(Collectors.joining(" "));
      out.println(
          String.join(
              ",",
              row.time,
              row.point.device(),
              row.point.point(),
              row.value,
              String.valueOf(flag.code()),
              tests));
    }
  }

  private void writeSummary() {
    String flags =
        counts.entrySet().stream()
            .map(c -> "\"" + c.getKey().code() + "\":" + c.getValue())
            .collect(Collectors.joining(","));
    String summary =
        "{\"type\":\"summary\",\"flags\":{" + flags + "},\"bad-rows\":" + badRows + "}";
    if (json) {
      out.println(summary);
    } else {
      problems.accept(summary);
    }
  }
}
