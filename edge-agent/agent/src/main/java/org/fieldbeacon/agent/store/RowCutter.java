package org.fieldbeacon.agent.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fieldbeacon.contract.ObservationBatch.Column;

/// Cuts columns into rows of so many observations and columns at most, each point's order kept. One
/// row at a time exists, so that a large commit does not stand in memory twice.
final class RowCutter {
  private final int mostObservations;
  private final int mostColumns;
  private final Consumer<List<Column>> rows;
  private List<Column> row = new ArrayList<>();
  private int room;

  private RowCutter(int mostObservations, int mostColumns, Consumer<List<Column>> rows) {
    this.mostObservations = mostObservations;
    this.mostColumns = mostColumns;
    this.rows = rows;
    room = mostObservations;
  }

  static void cut(
      List<ColumnBuilder> columns,
      int mostObservations,
      int mostColumns,
      Consumer<List<Column>> rows) {
    var cutter = new RowCutter(mostObservations, mostColumns, rows);
    columns.forEach(cutter::add);
    cutter.end();
  }

  private void add(ColumnBuilder column) {
    int from = 0;
    while (from < column.size()) {
      int to = Math.min(column.size(), from + room);
      row.add(column.column(from, to));
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
