package org.fieldbeacon.agent.store;

import java.util.Arrays;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.jspecify.annotations.Nullable;

/// Grows the column of one point in one unit. Small, since a gateway of many points holds one of
/// each: delays and uncertainties, most often all alike, take room only once they differ.
final class ColumnBuilder {
  private static final int FIRST_LENGTH = 4;

  private final PointId point;
  private final String ucum;
  private long[] times = new long[FIRST_LENGTH];
  private double[] values = new double[FIRST_LENGTH];
  private byte[] flags = new byte[FIRST_LENGTH];
  private final Run delays = new Run();
  private final Run uncertainties = new Run();
  private int size;

  ColumnBuilder(PointId point, String ucum) {
    this.point = point;
    this.ucum = ucum;
  }

  PointId point() {
    return point;
  }

  int size() {
    return size;
  }

  boolean holds(String unit) {
    return ucum.equals(unit);
  }

  void add(Observation observation) {
    long time = observation.phenomenonTime().toEpochMilli();
    add(
        time,
        observation.receivedTime().toEpochMilli() - time,
        Columns.millisUp(observation.timeUncertainty()),
        observation.value(),
        (byte) observation.quality().code());
  }

  void add(Column column, int i) {
    add(
        column.epochMillis()[i],
        column.receivedDelayMillis()[i],
        column.uncertaintyMillis()[i],
        column.values()[i],
        column.flags()[i]);
  }

  private void add(long time, long delay, long uncertainty, double value, byte flag) {
    if (size == times.length) {
      int length = size + Math.max(FIRST_LENGTH, size / 2);
      times = Arrays.copyOf(times, length);
      values = Arrays.copyOf(values, length);
      flags = Arrays.copyOf(flags, length);
    }
    times[size] = time;
    values[size] = value;
    flags[size] = flag;
    delays.add(size, delay, times.length);
    uncertainties.add(size, uncertainty, times.length);
    size++;
  }

  Column column() {
    return column(0, size);
  }

  /// Entries `from` up to but without `to`.
  Column column(int from, int to) {
    return new Column(
        point.device(),
        point.point(),
        ucum,
        Arrays.copyOfRange(times, from, to),
        delays.copy(from, to),
        uncertainties.copy(from, to),
        Arrays.copyOfRange(values, from, to),
        Arrays.copyOfRange(flags, from, to));
  }

  /// Numbers, one for all while they are alike.
  private static final class Run {
    private long first;
    private long @Nullable [] all;

    void add(int index, long number, int length) {
      if (index == 0) {
        first = number;
      }
      long[] own = all;
      if (own == null) {
        if (number == first) {
          return;
        }
        own = new long[length];
        Arrays.fill(own, 0, index, first);
        all = own;
      } else if (index >= own.length) {
        own = Arrays.copyOf(own, length);
        all = own;
      }
      own[index] = number;
    }

    long[] copy(int from, int to) {
      if (all != null) {
        return Arrays.copyOfRange(all, from, to);
      }
      long[] alike = new long[to - from];
      Arrays.fill(alike, first);
      return alike;
    }
  }
}
