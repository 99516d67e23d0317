package org.fieldbeacon.agent.model;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeacon.agent.config.ModelCard.Channel;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.SeriesColumn;
import org.fieldbeacon.observation.Unit;

/// Readings of a CSV in wide form: one row a time, one column a property, as training series have
/// it. A column is a channel's when it has the channel's id or one of the names in the card; times
/// without a zone are UTC; `site`, `station` or `group` tells series apart.
final class SeriesData {
  private static final List<String> GROUPS = List.of("site", "station", "group", "series");

  private final Input.Window input;
  private final List<String> truthNames;
  private final List<SeriesColumn> columns;
  private final Map<String, List<Row>> series = new TreeMap<>();
  private final List<String> missingChannels = new ArrayList<>();
  private long badCells;
  private long badRows;

  private SeriesData(Input.Window input, List<String> truthNames, List<SeriesColumn> columns) {
    this.input = input;
    this.truthNames = truthNames;
    this.columns = columns;
  }

  /// @param values one for each channel in the unit of its column, NaN where there is none
  /// @param truth whether something was going on
  @SuppressWarnings("ArrayRecordComponent")
  record Row(Instant time, double[] values, boolean truth) {}

  /// @param truthNames columns that say what was going on; none are needed
  /// @param columns that are a series each; empty: the channels' own
  static SeriesData read(
      Path file, Input.Window input, List<String> truthNames, List<SeriesColumn> columns)
      throws IOException {
    var data = new SeriesData(input, truthNames, columns);
    data.badRows +=
        CsvTable.read(
            file, names -> columns.isEmpty() ? data.channels(file, names) : data.each(file, names));
    data.series.values().forEach(rows -> rows.sort(Comparator.comparing(Row::time)));
    return data;
  }

  /// Rows by series, each oldest first.
  Map<String, List<Row>> series() {
    return series;
  }

  List<String> missingChannels() {
    return missingChannels;
  }

  long badCells() {
    return badCells;
  }

  long badRows() {
    return badRows;
  }

  /// Units of the columns that were found, by channel.
  private Unit[] units = {};

  Unit unit(int channel) {
    return units[channel];
  }

  /// Every column that matches is a series of its own, called `site/column`.
  private CsvTable.Taker each(Path file, List<String> names) {
    int time = timeColumn(file, names);
    int group = groupColumn(names);
    units = new Unit[] {input.channels().getFirst().unit()};
    List<CsvTable.Taker> takers = new ArrayList<>();
    for (SeriesColumn wanted : columns) {
      for (String name : names) {
        if (name.matches(wanted.column())) {
          int[] column = {names.indexOf(name)};
          List<Integer> truth =
              wanted.truth().filter(names::contains).map(names::indexOf).stream().toList();
          takers.add((_, cells) -> take(cells, time, group, truth, column, "/" + name));
        }
      }
    }
    if (takers.isEmpty()) {
      throw new IllegalArgumentException(
          file
              + ": got the columns "
              + names
              + ", wanted one like "
              + String.join(" or ", columns.stream().map(SeriesColumn::column).toList()));
    }
    return (line, cells) -> takers.forEach(t -> t.take(line, cells));
  }

  private static int groupColumn(List<String> names) {
    return names.stream().filter(GROUPS::contains).findFirst().map(names::indexOf).orElse(-1);
  }

  private CsvTable.Taker channels(Path file, List<String> names) {
    int time = timeColumn(file, names);
    int group = groupColumn(names);
    List<Integer> truths = truthNames.stream().filter(names::contains).map(names::indexOf).toList();
    int[] own = new int[input.channels().size()];
    units = new Unit[own.length];
    for (int c = 0; c < own.length; c++) {
      Channel channel = input.channels().get(c);
      own[c] = names.indexOf(channel.id());
      units[c] = channel.unit();
      for (Map.Entry<String, Unit> other : channel.columns().entrySet()) {
        if (names.contains(other.getKey())) {
          own[c] = names.indexOf(other.getKey());
          units[c] = other.getValue();
        }
      }
      if (own[c] < 0) {
        missingChannels.add(channel.id());
      }
    }
    if (missingChannels.size() == own.length) {
      throw new IllegalArgumentException(
          file + ": got the columns " + names + ", wanted some of " + missingChannels);
    }
    return (_, cells) -> take(cells, time, group, truths, own, "");
  }

  private static int timeColumn(Path file, List<String> names) {
    for (String name : names) {
      if (name.toLowerCase(Locale.ROOT).startsWith("time") || name.equals("date")) {
        return names.indexOf(name);
      }
    }
    throw new IllegalArgumentException(
        file + ": got the columns " + names + ", wanted one whose name begins with time");
  }

  private void take(
      List<String> cells, int time, int group, List<Integer> truths, int[] own, String suffix) {
    Instant at;
    try {
      at = time(cells.get(time));
    } catch (DateTimeException _) {
      badRows++;
      return;
    }
    double[] values = new double[own.length];
    for (int c = 0; c < own.length; c++) {
      values[c] = own[c] < 0 ? Double.NaN : number(cells.get(own[c]));
    }
    boolean truth = truths.stream().anyMatch(t -> isTrue(cells.get(t)));
    series
        .computeIfAbsent((group < 0 ? "" : cells.get(group)) + suffix, _ -> new ArrayList<>())
        .add(new Row(at, values, truth));
  }

  private static boolean isTrue(String cell) {
    return !cell.isEmpty()
        && !cell.equals("0")
        && !cell.equals("0.0")
        && !cell.equalsIgnoreCase("false")
        && !cell.equalsIgnoreCase("NA");
  }

  private double number(String cell) {
    if (cell.isEmpty() || cell.equalsIgnoreCase("NA") || cell.equalsIgnoreCase("NaN")) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException _) {
      badCells++;
      return Double.NaN;
    }
  }

  static Instant time(String cell) {
    String text = cell.replace(' ', 'T');
    if (text.length() == 10) {
      return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
    boolean hasZone =
        text.endsWith("Z") || text.lastIndexOf('+') > 10 || text.lastIndexOf('-') > 10;
    return hasZone
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
  }
}
