package org.fieldbeacon.agent.model;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.Output;

/// A forecast model against what came: beside persistence (it stays) and linear extrapolation (it
/// goes on as in the last hour), with the coverage of its widest band, and lead times to thresholds
/// where some are given. One thread.
final class ForecastEvaluation implements Evaluation {
  private static final Duration TREND = Duration.ofHours(1);

  private final LoadedModel model;
  private final Selection selection;
  private final List<Threshold> thresholds;
  private final Output.Forecast output;
  private final Input.Window input;
  private final Latencies latencies = new Latencies();
  private final Map<String, List<Horizon>> series = new TreeMap<>();
  private final Map<String, List<LeadTimes>> leads = new TreeMap<>();
  private long noAnswer;
  private long asked;
  private long badCells;
  private long badRows;
  private List<String> missing = List.of();

  /// @param series whose it is, `site/column`; empty for every one
  /// @param value in the series' unit
  record Threshold(String series, double value) {
    /// Of `[SERIES=]VALUE`.
    static Threshold of(String text) {
      int at = text.lastIndexOf('=');
      double value;
      try {
        value = Double.parseDouble(text.substring(at + 1));
      } catch (NumberFormatException _) {
        value = Double.NaN;
      }
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "--threshold: got \"" + text + "\", wanted VALUE or SERIES=VALUE");
      }
      return new Threshold(text.substring(0, Math.max(at, 0)), value);
    }

    boolean isFor(String name) {
      return series.isEmpty() || name.equals(series) || name.equals("/" + series);
    }
  }

  private static final class Horizon {
    private final Duration ahead;
    private long n;
    private long covered;
    private final Errors own = new Errors();
    private final Errors staying = new Errors();
    private final Errors going = new Errors();

    Horizon(Duration ahead) {
      this.ahead = ahead;
    }
  }

  private static final class Errors {
    private double absolute;
    private double squared;

    void add(double error) {
      absolute += Math.abs(error);
      squared += error * error;
    }
  }

  /// @param thresholds to which lead times are told
  ForecastEvaluation(LoadedModel model, Selection selection, List<Threshold> thresholds) {
    this.model = model;
    this.selection = selection;
    this.thresholds = List.copyOf(thresholds);
    this.output = (Output.Forecast) model.card().output();
    this.input = (Input.Window) model.card().input();
  }

  @Override
  public void run(Path file) throws IOException {
    SeriesData data = SeriesData.read(file, input, List.of(), output.series());
    badCells = data.badCells();
    badRows = data.badRows();
    missing = data.missingChannels();
    var walk = new SeriesWalk(model, data, latencies);
    for (Map.Entry<String, List<SeriesData.Row>> one : data.series().entrySet()) {
      if (selection.takesSeries(one.getKey())) {
        List<Horizon> horizons = output.horizons().stream().map(Horizon::new).toList();
        List<SeriesWalk.Step> steps = walk.walk(one.getValue(), selection);
        judge(steps, horizons);
        if (horizons.stream().allMatch(h -> h.n > 0)) {
          series.put(one.getKey(), horizons);
          lead(one.getKey(), steps);
        }
      }
    }
    if (series.isEmpty()) {
      throw new IOException(file + ": got no row with an answer and a truth, wanted some");
    }
    for (Threshold threshold : thresholds) {
      if (series.keySet().stream().noneMatch(threshold::isFor)) {
        throw new IOException(
            "--threshold: got \"" + threshold.series() + "\", wanted one of " + series.keySet());
      }
    }
  }

  private void lead(String name, List<SeriesWalk.Step> steps) {
    for (Threshold threshold : thresholds) {
      if (threshold.isFor(name)) {
        var times = new LeadTimes(output, input.period(), threshold.value());
        times.take(steps);
        leads.computeIfAbsent(name, _ -> new ArrayList<>()).add(times);
      }
    }
  }

  private void judge(List<SeriesWalk.Step> steps, List<Horizon> horizons) {
    Map<Instant, Double> came = new HashMap<>();
    for (SeriesWalk.Step step : steps) {
      if (!Double.isNaN(step.target())) {
        came.put(step.end(), step.target());
      }
    }
    for (SeriesWalk.Step step : steps) {
      asked++;
      if (!(step.answer() instanceof Answer.Forecast forecast)) {
        noAnswer++;
        continue;
      }
      double before = came.getOrDefault(step.end().minus(TREND), forecast.last());
      for (int h = 0; h < horizons.size(); h++) {
        Double truth = came.get(step.end().plus(horizons.get(h).ahead));
        if (truth != null) {
          score(horizons.get(h), forecast.ahead().get(h), forecast.last(), before, truth);
        }
      }
    }
  }

  private void score(
      Horizon horizon, Answer.Ahead ahead, double last, double before, double truth) {
    horizon.n++;
    horizon.own.add(ahead.values().get(middle()) - truth);
    horizon.staying.add(last - truth);
    double hours = (double) horizon.ahead.toMillis() / TREND.toMillis();
    horizon.going.add(last + (last - before) * hours - truth);
    boolean isIn = truth >= ahead.values().getFirst() && truth <= ahead.values().getLast();
    horizon.covered += isIn ? 1 : 0;
  }

  /// The quantile nearest to the median.
  private int middle() {
    int best = 0;
    for (int i = 0; i < output.quantiles().size(); i++) {
      double off = Math.abs(output.quantiles().get(i) - 0.5);
      best = off < Math.abs(output.quantiles().get(best) - 0.5) ? i : best;
    }
    return best;
  }

  private static double mae(Errors errors, Horizon horizon) {
    return errors.absolute / horizon.n;
  }

  private static double rmse(Errors errors, Horizon horizon) {
    return Math.sqrt(errors.squared / horizon.n);
  }

  /// 1 is perfect, 0 is no better. Each series counts the same, whatever its unit.
  private static double skillOverPersistence(List<Horizon> each) {
    double sum = 0;
    for (Horizon h : each) {
      sum += h.own.squared / h.staying.squared;
    }
    return 1 - sum / each.size();
  }

  /// The errors of each series are taken in shares of persistence's.
  private static double skillOverLinear(List<Horizon> each) {
    double own = 0;
    double going = 0;
    for (Horizon h : each) {
      own += h.own.squared / h.staying.squared;
      going += h.going.squared / h.staying.squared;
    }
    return 1 - own / going;
  }

  private static double coverage(List<Horizon> each) {
    long covered = each.stream().mapToLong(h -> h.covered).sum();
    return (double) covered / each.stream().mapToLong(h -> h.n).sum();
  }

  private List<Horizon> each(int horizon) {
    return series.values().stream().map(hs -> hs.get(horizon)).toList();
  }

  @Override
  public boolean isClean() {
    return badCells == 0 && badRows == 0 && missing.isEmpty();
  }

  @Override
  public JsonObject json() {
    var all = new JsonArray();
    for (int h = 0; h < output.horizons().size(); h++) {
      List<Horizon> each = each(h);
      all.add(
          new JsonObject()
              .put("horizon", output.horizons().get(h).toString())
              .put("n", each.stream().mapToLong(one -> one.n).sum())
              .put("skill-over-persistence", Rounded.of(skillOverPersistence(each)))
              .put("skill-over-linear", Rounded.of(skillOverLinear(each)))
              .put("coverage", Rounded.of(coverage(each))));
    }
    var bySeries = new JsonObject();
    series.forEach((name, horizons) -> bySeries.put(name, json(horizons)));
    var byThreshold = new JsonObject();
    leads.forEach(
        (name, times) ->
            byThreshold.put(name, new JsonArray(times.stream().map(LeadTimes::json).toList())));
    List<Double> quantiles = output.quantiles();
    return new JsonObject()
        .put("rows", asked)
        .put("no-answer", noAnswer)
        .put("band", new JsonArray(List.of(quantiles.getFirst(), quantiles.getLast())))
        .put("horizons", all)
        .put("series", bySeries)
        .put("lead-times", byThreshold)
        .put("bad-cells", badCells)
        .put("bad-rows", badRows)
        .put("missing-channels", new JsonArray(missing))
        .put("latency-ms", latencies.json());
  }

  private static JsonArray json(List<Horizon> horizons) {
    var all = new JsonArray();
    for (Horizon h : horizons) {
      all.add(
          new JsonObject()
              .put("horizon", h.ahead.toString())
              .put("n", h.n)
              .put("mae", Rounded.of(mae(h.own, h)))
              .put("rmse", Rounded.of(rmse(h.own, h)))
              .put("persistence-mae", Rounded.of(mae(h.staying, h)))
              .put("persistence-rmse", Rounded.of(rmse(h.staying, h)))
              .put("linear-mae", Rounded.of(mae(h.going, h)))
              .put("linear-rmse", Rounded.of(rmse(h.going, h)))
              .put("coverage", Rounded.of((double) h.covered / h.n)));
    }
    return all;
  }

  @Override
  public String text() {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%d rows, %d without an answer, %d bad cells, %d bad rows, channels missing %s%n",
            asked,
            noAnswer,
            badCells,
            badRows,
            missing));
    series.forEach((name, horizons) -> horizons.forEach(h -> text.append(text(name, h))));
    for (int h = 0; h < output.horizons().size(); h++) {
      List<Horizon> each = each(h);
      text.append(
          String.format(
              Locale.ROOT,
              "all, %s ahead: skill %.4f over persistence, %.4f over linear, %.1f %% within"
                  + " %s..%s%n",
              output.horizons().get(h),
              skillOverPersistence(each),
              skillOverLinear(each),
              100 * coverage(each),
              output.quantiles().getFirst(),
              output.quantiles().getLast()));
    }
    leads.forEach((name, all) -> all.forEach(l -> text.append(l.text(name))));
    return text.append("inference with window ").append(latencies.text()).append('\n').toString();
  }

  private static String text(String name, Horizon h) {
    return String.format(
        Locale.ROOT,
        "%s%s ahead: n %d, MAE %.4f (persistence %.4f, linear %.4f), RMSE %.4f (%.4f, %.4f),"
            + " %.1f %% within%n",
        name.isEmpty() ? "" : name + ", ",
        h.ahead,
        h.n,
        mae(h.own, h),
        mae(h.staying, h),
        mae(h.going, h),
        rmse(h.own, h),
        rmse(h.staying, h),
        rmse(h.going, h),
        100.0 * h.covered / h.n);
  }
}
