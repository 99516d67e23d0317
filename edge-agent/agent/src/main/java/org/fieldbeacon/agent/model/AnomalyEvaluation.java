package org.fieldbeacon.agent.model;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.Output;

/// An anomaly model against a series whose events are marked: by rows, with and without the card's
/// persistence, and by events. One thread.
final class AnomalyEvaluation implements Evaluation {
  private final LoadedModel model;
  private final Selection selection;
  private final Output.Anomaly output;
  private final Latencies latencies = new Latencies();
  private final Counts rows = new Counts();
  private final Counts bare = new Counts();
  private final List<Scored> scored = new ArrayList<>();
  private long noAnswer;
  private long events;
  private long found;
  private long alarms;
  private long falseAlarms;
  private long periods;
  private long badCells;
  private long badRows;
  private List<String> missing = List.of();

  private record Scored(double score, boolean truth) {}

  private static final class Counts {
    private long hits;
    private long misses;
    private long falseOnes;

    void add(boolean said, boolean truth) {
      hits += said && truth ? 1 : 0;
      misses += !said && truth ? 1 : 0;
      falseOnes += said && !truth ? 1 : 0;
    }

    double precision() {
      return ratio(hits, hits + falseOnes);
    }

    double recall() {
      return ratio(hits, hits + misses);
    }

    double f1() {
      return ratio(2 * hits, 2 * hits + misses + falseOnes);
    }

    JsonObject json() {
      return new JsonObject()
          .put("precision", Rounded.of(precision()))
          .put("recall", Rounded.of(recall()))
          .put("f1", Rounded.of(f1()));
    }

    String text() {
      return String.format(
          Locale.ROOT, "precision %.4f, recall %.4f, F1 %.4f", precision(), recall(), f1());
    }
  }

  AnomalyEvaluation(LoadedModel model, Selection selection) {
    this.model = model;
    this.selection = selection;
    this.output = (Output.Anomaly) model.card().output();
  }

  @Override
  public void run(Path file) throws IOException {
    Input.Window input = (Input.Window) model.card().input();
    List<String> truth = new ArrayList<>(output.truth());
    truth.addAll(List.of("event", "EVENT", "label"));
    SeriesData data = SeriesData.read(file, input, truth, output.series());
    badCells = data.badCells();
    badRows = data.badRows();
    missing = data.missingChannels();
    var walk = new SeriesWalk(model, data, latencies);
    for (Map.Entry<String, List<SeriesData.Row>> one : data.series().entrySet()) {
      if (selection.takesSeries(one.getKey())) {
        judge(walk.walk(one.getValue(), selection));
      }
    }
    if (periods == 0) {
      throw new IOException(file + ": got no row that was asked for, wanted some");
    }
  }

  private void judge(List<SeriesWalk.Step> steps) {
    var persistence = Persistence.of(output);
    boolean inEvent = false;
    boolean inAlarm = false;
    boolean eventFound = false;
    boolean alarmTrue = false;
    for (SeriesWalk.Step step : steps) {
      periods++;
      boolean on = persistence.isOn();
      if (step.answer() instanceof Answer.Event event) {
        on = persistence.add(event.score());
        bare.add(event.score() >= output.raiseAbove(), step.truth());
        scored.add(new Scored(event.score(), step.truth()));
      } else {
        noAnswer++;
      }
      rows.add(on, step.truth());
      if (step.truth() && !inEvent) {
        events++;
        eventFound = false;
      }
      if (on && !inAlarm) {
        alarms++;
        alarmTrue = false;
      }
      if (step.truth() && on && !eventFound) {
        found++;
        eventFound = true;
      }
      if (inAlarm && !on && !alarmTrue) {
        falseAlarms++;
      }
      alarmTrue |= on && step.truth();
      inEvent = step.truth();
      inAlarm = on;
    }
    falseAlarms += inAlarm && !alarmTrue ? 1 : 0;
  }

  private double eventF1() {
    double precision = ratio(alarms - falseAlarms, alarms);
    double recall = ratio(found, events);
    return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
  }

  private double falseAlarmsAMonth() {
    Duration period = ((Input.Window) model.card().input()).period();
    double days = (double) periods * period.toSeconds() / 86_400;
    return falseAlarms / days * 30;
  }

  /// Mann and Whitney's: how often a row of an event scores above one of none.
  private double auc() {
    scored.sort(Comparator.comparingDouble(Scored::score));
    double rankSum = 0;
    long positives = 0;
    for (int i = 0; i < scored.size(); ) {
      int j = i;
      while (j < scored.size() && scored.get(j).score() == scored.get(i).score()) {
        j++;
      }
      double rank = (i + 1 + j) / 2.0;
      for (int k = i; k < j; k++) {
        if (scored.get(k).truth()) {
          rankSum += rank;
          positives++;
        }
      }
      i = j;
    }
    long negatives = scored.size() - positives;
    return positives == 0 || negatives == 0
        ? Double.NaN
        : (rankSum - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  @Override
  public boolean isClean() {
    return badCells == 0 && badRows == 0 && missing.isEmpty();
  }

  @Override
  public JsonObject json() {
    return new JsonObject()
        .put("rows", periods)
        .put("no-answer", noAnswer)
        .put("row", rows.json())
        .put("row-without-persistence", bare.json())
        .put("auc", Rounded.of(auc()))
        .put(
            "event",
            new JsonObject()
                .put("events", events)
                .put("found", found)
                .put("alarms", alarms)
                .put("false-alarms", falseAlarms)
                .put("false-alarms-per-30-days", Rounded.of(falseAlarmsAMonth()))
                .put("f1", Rounded.of(eventF1())))
        .put("bad-cells", badCells)
        .put("bad-rows", badRows)
        .put("missing-channels", new io.vertx.core.json.JsonArray(missing))
        .put("latency-ms", latencies.json());
  }

  @Override
  public String text() {
    return String.format(
        Locale.ROOT,
        """
        %d rows, %d without an answer, %d bad cells, %d bad rows, channels missing %s
        rows, with persistence: %s
        rows, bare score: %s, AUC %.4f
        events: %d of %d found, %d alarms, %d false, %.2f false alarms in 30 days, F1 %.4f
        inference with window %s
        """,
        periods,
        noAnswer,
        badCells,
        badRows,
        missing,
        rows.text(),
        bare.text(),
        auc(),
        found,
        events,
        alarms,
        falseAlarms,
        falseAlarmsAMonth(),
        eventF1(),
        latencies.text());
  }
}
