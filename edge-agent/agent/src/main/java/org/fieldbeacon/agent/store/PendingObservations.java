package org.fieldbeacon.agent.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;

/// What has been appended and is not on flash yet: open columns, and those the writer has taken.
/// Bounded. When full, appending waits for the writer, unless the disk refuses writes: then the
/// newcomer is let go and counted, because alarms are judged on the thread that would wait.
final class PendingObservations {
  private final int most;

  /// In order of first arrival: points of one device stand together, which deflates better.
  private final Map<PointId, ColumnBuilder> open = new LinkedHashMap<>();

  private final List<ColumnBuilder> shut = new ArrayList<>();
  private List<ColumnBuilder> taken = List.of();
  private int openCount;
  private int takenCount;
  private boolean diskRefuses;
  private boolean closed;
  private long waits;
  private long letGo;

  PendingObservations(int most) {
    this.most = most;
  }

  /// Takes one observation; answers how many wait now, or -1 if it was let go.
  synchronized int add(Observation observation) {
    if (!awaitRoom()) {
      letGo++;
      return -1;
    }
    PointId point = observation.point();
    ColumnBuilder builder = open.get(point);
    if (builder == null || !builder.holds(observation.unit().ucum())) {
      if (builder != null) {
        shut.add(builder);
      }
      builder = new ColumnBuilder(point, observation.unit().ucum());
      open.put(point, builder);
    }
    builder.add(observation);
    return ++openCount;
  }

  private boolean awaitRoom() {
    boolean counted = false;
    while (openCount + takenCount >= most && !diskRefuses && !closed) {
      if (!counted) {
        waits++;
        counted = true;
      }
      try {
        wait();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return !closed && openCount + takenCount < most;
  }

  /// Hands everything open to the writer; it stays readable until [#committed].
  synchronized List<ColumnBuilder> take() {
    List<ColumnBuilder> columns = new ArrayList<>(shut.size() + open.size());
    columns.addAll(shut);
    columns.addAll(open.values());
    shut.clear();
    open.clear();
    taken = columns;
    takenCount = openCount;
    openCount = 0;
    return columns;
  }

  /// What was taken is on flash.
  synchronized void committed() {
    taken = List.of();
    takenCount = 0;
    diskRefuses = false;
    notifyAll();
  }

  synchronized void refusedByDisk() {
    diskRefuses = true;
    notifyAll();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /// A copy of the point's columns, in order of arrival.
  synchronized List<Column> of(PointId point) {
    List<Column> columns = new ArrayList<>();
    for (List<ColumnBuilder> builders : List.of(taken, shut)) {
      for (ColumnBuilder builder : builders) {
        if (builder.point().equals(point)) {
          columns.add(builder.column());
        }
      }
    }
    ColumnBuilder builder = open.get(point);
    if (builder != null) {
      columns.add(builder.column());
    }
    return columns;
  }

  synchronized int size() {
    return openCount + takenCount;
  }

  synchronized long waits() {
    return waits;
  }

  synchronized long letGo() {
    return letGo;
  }
}
