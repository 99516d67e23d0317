package org.fieldbeacon.agent.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fieldbeacon.agent.store.ObservationTable.Series;
import org.fieldbeacon.contract.ObservationBatch.Column;

/// Cuts a table into rows of so many observations and columns at most, each point's order kept. One
/// row at a time exists, so that a large commit does not stand in memory twice.
final class RowCutter {
  private final ObservationTable table;
  private final int mostObservations;
  private final int mostColumns;
  private final Consumer<List<Column>> rows;
  private List<Column> row = new ArrayList<>();
  private int room;

  private RowCutter(
      ObservationTable table, int mostObservations, int mostColumns, Consumer<List<Column>> rows) {
    this.table = table;
    this.mostObservations = mostObservations;
    this.mostColumns = mostColumns;
    this.rows = rows;
    room = mostObservations;
  }

  /// @param order which series, and in what order
  static void cut(
      ObservationTable table,
      List<Series> order,
      int mostObservations,
      int mostColumns,
      Consumer<List<Column>> rows) {
    var cutter = new RowCutter(table, mostObservations, mostColumns, rows);
    int[] entries = table.grouped(order);
    int from = 0;
    for (Series series : order) {
      cutter.add(series, entries, from);
      from += series.count();
    }
    cutter.end();
  }

  private void add(Series series, int[] entries, int first) {
    int from = first;
    int end = first + series.count();
    while (from < end) {
      int to = Math.min(end, from + room);
      row.add(table.column(series, entries, from, to));
      room -= to - from;
      from = to;
      if (room == 0 || row.size() == mostColumns) {
        end();
      }
    }
  }

  private void end() {
    if (!row.isEmpty()) {
      rows.accept(row);
      row = new ArrayList<>();
      room = mostObservations;
    }
  }
}
