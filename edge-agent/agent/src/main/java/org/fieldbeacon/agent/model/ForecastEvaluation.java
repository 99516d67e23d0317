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
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.Output;

/// A forecast model against what came: beside persistence (it stays) and linear extrapolation (it
/// goes on as in the last hour), with the coverage of its widest band. One thread.
final class ForecastEvaluation implements Evaluation {
  private static final Duration TREND = Duration.ofHours(1);

  private final LoadedModel model;
  private final Selection selection;
  private final Output.Forecast output;
  private final Input.Window input;
  private final Latencies latencies = new Latencies();
  private final List<Horizon> horizons = new ArrayList<>();
  private long noAnswer;
  private long asked;
  private long badCells;
  private long badRows;
  private List<String> missing = List.of();

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

  ForecastEvaluation(LoadedModel model, Selection selection) {
    this.model = model;
    this.selection = selection;
    this.output = (Output.Forecast) model.card().output();
    this.input = (Input.Window) model.card().input();
    output.horizons().forEach(h -> horizons.add(new Horizon(h)));
  }

  @Override
  public void run(Path file) throws IOException {
    SeriesData data = SeriesData.read(file, input, List.of());
    badCells = data.badCells();
    badRows = data.badRows();
    missing = data.missingChannels();
    var walk = new SeriesWalk(model, data, latencies);
    for (Map.Entry<String, List<SeriesData.Row>> one : data.series().entrySet()) {
      if (selection.takes(one.getKey())) {
        judge(walk.walk(one.getValue(), selection));
      }
    }
    if (horizons.getFirst().n == 0) {
      throw new IOException(file + ": got no row with an answer and a truth, wanted some");
    }
  }

  private void judge(List<SeriesWalk.Step> steps) {
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

  /// 1 is perfect, 0 is no better.
  private static double skill(Horizon h, Errors other) {
    return 1 - h.own.squared / other.squared;
  }

  @Override
  public boolean isClean() {
    return badCells == 0 && badRows == 0 && missing.isEmpty();
  }

  @Override
  public JsonObject json() {
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
              .put("skill-over-persistence", Rounded.of(skill(h, h.staying)))
              .put("skill-over-linear", Rounded.of(skill(h, h.going)))
              .put("coverage", Rounded.of((double) h.covered / h.n)));
    }
    return new JsonObject()
        .put("rows", asked)
        .put("no-answer", noAnswer)
        .put(
            "band",
            new JsonArray(List.of(output.quantiles().getFirst(), output.quantiles().getLast())))
        .put("horizons", all)
        .put("bad-cells", badCells)
        .put("bad-rows", badRows)
        .put("missing-channels", new JsonArray(missing))
        .put("latency-ms", latencies.json());
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
    for (Horizon h : horizons) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s ahead: n %d, MAE %.4f (persistence %.4f, linear %.4f), RMSE %.4f (%.4f, %.4f),"
                  + " skill %.3f over persistence, %.3f over linear, %.1f %% within %s..%s%n",
              h.ahead,
              h.n,
              mae(h.own, h),
              mae(h.staying, h),
              mae(h.going, h),
              rmse(h.own, h),
              rmse(h.staying, h),
              rmse(h.going, h),
              skill(h, h.staying),
              skill(h, h.going),
              100.0 * h.covered / h.n,
              output.quantiles().getFirst(),
              output.quantiles().getLast()));
    }
    return text.append("inference with window ").append(latencies.text()).append('\n').toString();
  }
}
