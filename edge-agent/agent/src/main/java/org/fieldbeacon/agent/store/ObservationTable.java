package org.fieldbeacon.agent.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.jspecify.annotations.Nullable;

/// Observations of many points in order of arrival, in a few long arrays: a gateway of many points
/// would spend most of its memory on the heads of short ones. They become columns at the end, a few
/// at a time. Delays and uncertainties, most often all alike, take room only once they differ.
final class ObservationTable {
  private static final int LEAST = 64;

  /// What will be one column: one point's observations in one unit.
  static final class Series {
    /// As the texts `device/point` would be sorted, without making them.
    static final Comparator<Series> BY_NAME =
        Comparator.comparing((Series s) -> s.device, Series::compareBeforeSlash)
            .thenComparing(s -> s.point);

    private final int index;
    private final String device;
    private final String point;
    private final String ucum;
    private int count;

    private Series(int index, String device, String point, String ucum) {
      this.index = index;
      this.device = device;
      this.point = point;
      this.ucum = ucum;
    }

    private static int compareBeforeSlash(String a, String b) {
      int common = Math.min(a.length(), b.length());
      for (int i = 0; i < common; i++) {
        if (a.charAt(i) != b.charAt(i)) {
          return a.charAt(i) - b.charAt(i);
        }
      }
      return a.length() == b.length() ? 0 : after(a, common) - after(b, common);
    }

    private static char after(String name, int common) {
      return name.length() == common ? '/' : name.charAt(common);
    }

    boolean isOf(PointId id) {
      return device.equals(id.device()) && point.equals(id.point());
    }

    boolean holds(String unit) {
      return ucum.equals(unit);
    }

    int count() {
      return count;
    }
  }

  private final List<Series> all = new ArrayList<>();
  private int[] of;
  private long[] times;
  private double[] values;
  private byte[] flags;
  private final Run delays = new Run();
  private final Run uncertainties = new Run();
  private int size;

  /// @param expected observations, about
  ObservationTable(int expected) {
    int length = Math.max(LEAST, expected);
    of = new int[length];
    times = new long[length];
    values = new double[length];
    flags = new byte[length];
  }

  int size() {
    return size;
  }

  /// In the order they were begun.
  List<Series> series() {
    return all;
  }

  Series begin(String device, String point, String ucum) {
    var series = new Series(all.size(), device, point, ucum);
    all.add(series);
    return series;
  }

  void add(Series series, Observation observation) {
    long time = observation.phenomenonTime().toEpochMilli();
    add(
        series,
        time,
        observation.receivedTime().toEpochMilli() - time,
        Columns.millisUp(observation.timeUncertainty()),
        observation.value(),
        (byte) observation.quality().code());
  }

  void add(Series series, Column column, int i) {
    add(
        series,
        column.epochMillis()[i],
        column.receivedDelayMillis()[i],
        column.uncertaintyMillis()[i],
        column.values()[i],
        column.flags()[i]);
  }

  private void add(
      Series series, long time, long delay, long uncertainty, double value, byte flag) {
    if (size == times.length) {
      int length = size + size / 2;
      of = Arrays.copyOf(of, length);
      times = Arrays.copyOf(times, length);
      values = Arrays.copyOf(values, length);
      flags = Arrays.copyOf(flags, length);
    }
    of[size] = series.index;
    times[size] = time;
    values[size] = value;
    flags[size] = flag;
    delays.add(size, delay, times.length);
    uncertainties.add(size, uncertainty, times.length);
    series.count++;
    size++;
  }

  /// Which entries are whose: those of each series in turn, in order of arrival.
  int[] grouped(List<Series> order) {
    int[] next = new int[all.size()];
    Arrays.fill(next, -1);
    int total = 0;
    for (Series series : order) {
      next[series.index] = total;
      total += series.count;
    }
    int[] entries = new int[total];
    for (int i = 0; i < size; i++) {
      if (next[of[i]] >= 0) {
        entries[next[of[i]]++] = i;
      }
    }
    return entries;
  }

  Column column(Series series) {
    int[] entries = grouped(List.of(series));
    return column(series, entries, 0, entries.length);
  }

  /// Of `entries`, those `from` up to but without `to`.
  Column column(Series series, int[] entries, int from, int to) {
    int n = to - from;
    var column =
        new Column(
            series.device,
            series.point,
            series.ucum,
            new long[n],
            new long[n],
            new long[n],
            new double[n],
            new byte[n]);
    for (int i = 0; i < n; i++) {
      int entry = entries[from + i];
      column.epochMillis()[i] = times[entry];
      column.receivedDelayMillis()[i] = delays.get(entry);
      column.uncertaintyMillis()[i] = uncertainties.get(entry);
      column.values()[i] = values[entry];
      column.flags()[i] = flags[entry];
    }
    return column;
  }

  /// Numbers, one for all while they are alike.
  private static final class Run {
    private long first;
    private long @Nullable [] own;

    void add(int index, long number, int length) {
      if (index == 0) {
        first = number;
      }
      long[] each = own;
      if (each == null) {
        if (number == first) {
          return;
        }
        each = new long[length];
        Arrays.fill(each, 0, index, first);
        own = each;
      } else if (index >= each.length) {
        each = Arrays.copyOf(each, length);
        own = each;
      }
      each[index] = number;
    }

    long get(int index) {
      return own == null ? first : own[index];
    }
  }
}
