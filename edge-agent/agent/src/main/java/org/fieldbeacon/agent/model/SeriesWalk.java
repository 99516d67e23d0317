package org.fieldbeacon.agent.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.feature.SeriesWindow;

/// Asks a model at the end of every period of a series, each time with only what was known by then.
/// One thread.
final class SeriesWalk {
  private final LoadedModel model;
  private final SeriesData data;
  private final Input.Window input;
  private final Latencies latencies;

  SeriesWalk(LoadedModel model, SeriesData data, Latencies latencies) {
    this.model = model;
    this.data = data;
    this.input = (Input.Window) model.card().input();
    this.latencies = latencies;
  }

  /// @param end of the period
  /// @param truth whether something was going on within it
  /// @param target the first channel's own value of the period in the card's unit, NaN without one
  record Step(Instant end, Answer answer, boolean truth, double target) {}

  List<Step> walk(List<SeriesData.Row> rows, Selection selection) {
    var window = new SeriesWindow(input);
    List<Step> steps = new ArrayList<>();
    boolean truth = false;
    for (int i = 0; i < rows.size(); i++) {
      SeriesData.Row row = rows.get(i);
      Instant end = window.rowEnd(row.time());
      for (int c = 0; c < row.values().length; c++) {
        window.add(c, row.time(), row.values()[c], data.unit(c));
      }
      truth |= row.truth();
      boolean isLast = i + 1 == rows.size() || window.rowEnd(rows.get(i + 1).time()).isAfter(end);
      if (isLast) {
        if (!end.isBefore(selection.from()) && end.isBefore(selection.to())) {
          steps.add(step(window, end, truth));
        }
        truth = false;
      }
    }
    return steps;
  }

  private Step step(SeriesWindow window, Instant end, boolean truth) {
    long began = System.nanoTime();
    SeriesWindow.Rows rows = window.rows(end);
    Answer answer = model.judge(rows);
    if (!(answer instanceof Answer.None)) {
      latencies.add(System.nanoTime() - began);
    }
    return new Step(end, answer, truth, rows.newest(0));
  }
}
