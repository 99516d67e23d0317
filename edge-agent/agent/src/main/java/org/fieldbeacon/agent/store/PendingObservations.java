package org.fieldbeacon.agent.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.agent.store.ObservationTable.Series;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;

/// What has been appended and is not on flash yet: open columns, and those the writer has taken.
/// Bounded. When full, appending waits for the writer, unless the disk refuses writes: then the
/// newcomer is let go and counted, because alarms are judged on the thread that would wait.
final class PendingObservations {
  private static final ObservationTable NOTHING = new ObservationTable(0);

  private final int most;
  private final Map<PointId, Series> series = new HashMap<>();
  private ObservationTable open = new ObservationTable(0);
  private ObservationTable taken = NOTHING;
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
    String unit = observation.unit().ucum();
    Series into = series.get(observation.point());
    if (into == null || !into.holds(unit)) {
      into = open.begin(observation.point().device(), observation.point().point(), unit);
      series.put(observation.point(), into);
    }
    open.add(into, observation);
    return open.size();
  }

  private boolean awaitRoom() {
    boolean counted = false;
    while (open.size() + taken.size() >= most && !diskRefuses && !closed) {
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
    return !closed && open.size() + taken.size() < most;
  }

  /// Hands everything open to the writer; it stays readable until [#committed].
  synchronized ObservationTable take() {
    taken = open;
    // As large as the last one: it will hold about as much.
    open = new ObservationTable(taken.size());
    series.clear();
    return taken;
  }

  /// What was taken is on flash.
  synchronized void committed() {
    taken = NOTHING;
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
    for (ObservationTable table : List.of(taken, open)) {
      for (Series each : table.series()) {
        if (each.isOf(point)) {
          columns.add(table.column(each));
        }
      }
    }
    return columns;
  }

  synchronized int size() {
    return open.size() + taken.size();
  }

  synchronized long waits() {
    return waits;
  }

  synchronized long letGo() {
    return letGo;
  }
}
