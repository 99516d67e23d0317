package org.fieldbeacon.simulator.series;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;

/// One column of a CSV file whose first column is `time`, an ISO-8601 instant with its offset.
/// Lines that begin with `#` are notes; an empty cell is a missing value and left out.
public final class SeriesFile {
  private static final int MAX_ROWS = 1_000_000;

  private SeriesFile() {}

  /// A series, or what is wrong with it: `rain.csv: line 7: rain_mm: got "x", wanted a number`.
  public sealed interface Loaded {
    record Good(Series series) implements Loaded {}

    record Bad(String problem) implements Loaded {}
  }

  public static Loaded load(Path file, String column) {
    try {
      return parse(file.getFileName().toString(), Files.readAllLines(file), column);
    } catch (NoSuchFileException _) {
      return new Loaded.Bad(file + ": no such file");
    } catch (CharacterCodingException _) {
      return new Loaded.Bad(file + ": not UTF-8 text");
    } catch (IOException e) {
      return new Loaded.Bad(file + ": cannot be read: " + e.getMessage());
    }
  }

  static Loaded parse(String name, List<String> lines, String column) {
    var rows = new Rows(Math.min(lines.size(), MAX_ROWS));
    int at = -1;
    int number = 0;
    for (String line : lines) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] cells = line.split(",", -1);
      String where = name + ": line " + number + ": ";
      if (at < 0) {
        at = Arrays.asList(cells).indexOf(column);
        if (!cells[0].equals("time") || at < 1) {
          return new Loaded.Bad(
              where + "got the columns " + line + ", wanted time first and " + column);
        }
      } else if (cells.length <= at) {
        return new Loaded.Bad(where + "got " + cells.length + " cells, wanted " + (at + 1));
      } else if (!cells[at].isBlank()) {
        try {
          rows.add(epochMilli(cells[0]), number(cells[at]));
        } catch (DateTimeException _) {
          return new Loaded.Bad(
              where + "time: got \"" + cells[0] + "\", wanted a time as 2014-10-23T06:00:00Z");
        } catch (NumberFormatException _) {
          return new Loaded.Bad(
              where + column + ": got \"" + cells[at] + "\", wanted a finite number");
        } catch (IllegalStateException e) {
          return new Loaded.Bad(where + e.getMessage());
        }
      }
    }
    return rows.count == 0
        ? new Loaded.Bad(name + ": got no rows with " + column + ", wanted at least one")
        : new Loaded.Good(rows.series());
  }

  private static long epochMilli(String cell) {
    OffsetDateTime time = OffsetDateTime.parse(cell);
    if (time.getYear() < 1 || time.getYear() > 9999) {
      throw new DateTimeException(cell);
    }
    return time.toInstant().toEpochMilli();
  }

  private static double number(String cell) {
    double value = Double.parseDouble(cell.strip());
    if (!Double.isFinite(value)) {
      throw new NumberFormatException(cell);
    }
    return value;
  }

  private static final class Rows {
    private final long[] times;
    private final double[] values;
    private int count;

    Rows(int room) {
      times = new long[room];
      values = new double[room];
    }

    void add(long epochMilli, double value) {
      if (count == times.length) {
        throw new IllegalStateException("got more rows, wanted at most " + MAX_ROWS);
      }
      if (count > 0 && epochMilli <= times[count - 1]) {
        throw new IllegalStateException("time: got one not later than the row before");
      }
      times[count] = epochMilli;
      values[count++] = value;
    }

    Series series() {
      return new Series(Arrays.copyOf(times, count), Arrays.copyOf(values, count));
    }
  }
}
