package org.fieldbeacon.agent.model;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.fieldbeacon.agent.config.ModelCard.Output;

/// How long before a series rises over a threshold a forecast says so, and how often it says so for
/// nothing.
///
/// A rise is a row at the threshold or above with none such in the longest horizon before it, all
/// of whose rows had a forecast. A warning stands while any horizon reaches the threshold. The lead
/// is the unbroken run of warnings up to the rise, the longest horizon at most. A warning that
/// begins below the threshold and is followed by no such row within the longest horizon is false.
final class LeadTimes {
  private final Output.Forecast output;
  private final Duration period;
  private final double threshold;
  private final Map<String, Tally> tallies = new LinkedHashMap<>();
  private long rises;

  private static final class Tally {
    private final List<Double> leadHours = new ArrayList<>();
    private long unwarned;
    private long falseWarnings;

    JsonObject json() {
      return new JsonObject()
          .put("median-lead-h", median())
          .put("unwarned", unwarned)
          .put("false", falseWarnings);
    }

    double median() {
      double[] sorted = leadHours.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      int n = sorted.length;
      return n == 0 ? 0 : Arrays.stream(sorted, (n - 1) / 2, n / 2 + 1).average().orElse(0);
    }
  }

  /// @param period of the rows
  /// @param threshold in the series' unit
  LeadTimes(Output.Forecast output, Duration period, double threshold) {
    this.output = output;
    this.period = period;
    this.threshold = threshold;
  }

  /// Takes one series; call once.
  void take(List<SeriesWalk.Step> steps) {
    if (steps.isEmpty()) {
      return;
    }
    long first = slot(steps.getFirst().end());
    int rows = (int) (slot(steps.getLast().end()) - first) + 1;
    boolean[] isAbove = new boolean[rows];
    Map<Instant, Double> came = new HashMap<>();
    for (SeriesWalk.Step step : steps) {
      isAbove[(int) (slot(step.end()) - first)] = step.target() >= threshold;
      came.put(step.end(), step.target());
    }
    int quantiles = output.quantiles().size();
    tally("median", steps, first, isAbove, f -> greatest(f.forecast(), quantiles / 2));
    tally("upper", steps, first, isAbove, f -> greatest(f.forecast(), quantiles - 1));
    tally("linear", steps, first, isAbove, f -> going(f, came));
  }

  private record Asked(Instant end, Answer.Forecast forecast) {}

  private void tally(
      String what,
      List<SeriesWalk.Step> steps,
      long first,
      boolean[] isAbove,
      ToDoubleFunction<Asked> reached) {
    boolean[] isAsked = new boolean[isAbove.length];
    boolean[] warns = new boolean[isAbove.length];
    for (SeriesWalk.Step step : steps) {
      if (step.answer() instanceof Answer.Forecast forecast) {
        int at = (int) (slot(step.end()) - first);
        isAsked[at] = true;
        warns[at] = reached.applyAsDouble(new Asked(step.end(), forecast)) >= threshold;
      }
    }
    var tally = new Tally();
    int most = (int) output.horizons().getLast().dividedBy(period);
    rises = 0;
    for (int k = 1; k < isAbove.length; k++) {
      if (isAbove[k] && k >= most && none(isAbove, k - most, k) && all(isAsked, k - most, k)) {
        rises++;
        int back = 0;
        while (back < most && warns[k - 1 - back]) {
          back++;
        }
        tally.leadHours.add(back * (double) period.toMillis() / Duration.ofHours(1).toMillis());
        tally.unwarned += back == 0 ? 1 : 0;
      }
      boolean begins = warns[k] && !isAbove[k] && !warns[k - 1] && !isAbove[k - 1];
      if (begins && none(isAbove, k, Math.min(isAbove.length, k + most + 1))) {
        tally.falseWarnings++;
      }
    }
    tallies.put(what, tally);
  }

  private static double greatest(Answer.Forecast forecast, int quantile) {
    return forecast.ahead().stream()
        .mapToDouble(a -> a.values().get(quantile))
        .max()
        .orElse(Double.NaN);
  }

  /// As in the last hour.
  private double going(Asked asked, Map<Instant, Double> came) {
    double last = asked.forecast().last();
    double before = came.getOrDefault(asked.end().minus(Duration.ofHours(1)), Double.NaN);
    double slope = Double.isNaN(before) ? 0 : last - before;
    double farthest = (double) output.horizons().getLast().toMillis() / 3_600_000;
    double nearest = (double) output.horizons().getFirst().toMillis() / 3_600_000;
    return last + slope * (slope > 0 ? farthest : nearest);
  }

  private static boolean none(boolean[] flags, int from, int to) {
    for (int i = from; i < to; i++) {
      if (flags[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean all(boolean[] flags, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!flags[i]) {
        return false;
      }
    }
    return true;
  }

  private long slot(Instant end) {
    return end.toEpochMilli() / period.toMillis();
  }

  JsonObject json() {
    var json = new JsonObject().put("threshold", threshold).put("rises", rises);
    tallies.forEach((what, tally) -> json.put(what, tally.json()));
    return json;
  }

  String text(String name) {
    var text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%srises over %s: %d; lead h, unwarned, false:",
                name.isEmpty() ? "" : name + ", ",
                threshold,
                rises));
    tallies.forEach(
        (what, t) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    " %s %.2f, %d, %d;",
                    what,
                    t.median(),
                    t.unwarned,
                    t.falseWarnings)));
    return text.append('\n').toString();
  }
}
