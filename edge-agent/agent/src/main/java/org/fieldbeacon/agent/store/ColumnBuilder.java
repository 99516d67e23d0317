package org.fieldbeacon.agent.store;

import java.util.Arrays;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// Grows the column of one point in one unit.
final class ColumnBuilder {
  private final PointId point;
  private final String ucum;
  private long[] times = new long[8];
  private long[] delays = new long[8];
  private long[] uncertainties = new long[8];
  private double[] values = new double[8];
  private byte[] flags = new byte[8];
  private int size;

  ColumnBuilder(PointId point, Unit unit) {
    this(point, unit.ucum());
  }

  ColumnBuilder(PointId point, String ucum) {
    this.point = point;
    this.ucum = ucum;
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

  void addAll(Column column) {
    for (int i = 0; i < Columns.size(column); i++) {
      add(
          column.epochMillis()[i],
          column.receivedDelayMillis()[i],
          column.uncertaintyMillis()[i],
          column.values()[i],
          column.flags()[i]);
    }
  }

  private void add(long time, long delay, long uncertainty, double value, byte flag) {
    if (size == times.length) {
      grow(size * 2);
    }
    times[size] = time;
    delays[size] = delay;
    uncertainties[size] = uncertainty;
    values[size] = value;
    flags[size] = flag;
    size++;
  }

  private void grow(int length) {
    times = Arrays.copyOf(times, length);
    delays = Arrays.copyOf(delays, length);
    uncertainties = Arrays.copyOf(uncertainties, length);
    values = Arrays.copyOf(values, length);
    flags = Arrays.copyOf(flags, length);
  }

  Column column() {
    return new Column(
        point.device(),
        point.point(),
        ucum,
        Arrays.copyOf(times, size),
        Arrays.copyOf(delays, size),
        Arrays.copyOf(uncertainties, size),
        Arrays.copyOf(values, size),
        Arrays.copyOf(flags, size));
  }
}
