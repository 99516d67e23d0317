package org.fieldbeacon.agent.inference;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.Label;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.model.Answer;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// A model's answers as observations: a score for each label, a value for each horizon and
/// quantile, with the model's name and hash as their source. An unsure one is SUSPECT, none is
/// MISSING. Stateless.
public final class ResultObservations {
  private static final int HASH_SHOWN = 12;

  private ResultObservations() {}

  /// @param received when the gateway had the answer
  public static List<Observation> of(ModelUse use, ModelResult result, Instant received) {
    List<Observation> all = new ArrayList<>();
    switch (use.card().output()) {
      case Output.Classes classes -> scores(use, classes.labels(), result, received, all);
      case Output.Anomaly anomaly -> scores(use, anomaly.labels(), result, received, all);
      case Output.Forecast forecast -> quantiles(use, forecast, result, received, all);
    }
    return all;
  }

  private static void scores(
      ModelUse use,
      List<Label> labels,
      ModelResult result,
      Instant received,
      List<Observation> all) {
    for (int i = 0; i < labels.size(); i++) {
      PointId point = use.point(labels.get(i).id());
      switch (result.answer()) {
        case Answer.None none -> all.add(missing(point, Unit.ONE, result, received, none));
        case Answer.Choice c ->
            all.add(value(point, c.scores().get(i), Unit.ONE, result, received, isSure(result, c)));
        case Answer.Event e ->
            all.add(value(point, e.scores().get(i), Unit.ONE, result, received, true));
        case Answer.Forecast _ -> {}
      }
    }
  }

  private static boolean isSure(ModelResult result, Answer.Choice choice) {
    return choice.isSure() && result.isCredible();
  }

  private static void quantiles(
      ModelUse use,
      Output.Forecast output,
      ModelResult result,
      Instant received,
      List<Observation> all) {
    Unit unit = ((Input.Window) use.card().input()).channels().getFirst().unit();
    for (int h = 0; h < output.horizons().size(); h++) {
      for (int q = 0; q < output.quantiles().size(); q++) {
        PointId point = use.point(output.horizons().get(h), output.quantiles().get(q));
        if (result.answer() instanceof Answer.Forecast forecast) {
          double value = forecast.ahead().get(h).values().get(q);
          all.add(value(point, value, unit, result, received, true));
        } else if (result.answer() instanceof Answer.None none) {
          all.add(missing(point, unit, result, received, none));
        }
      }
    }
  }

  private static Observation value(
      PointId point,
      double value,
      Unit unit,
      ModelResult result,
      Instant received,
      boolean isSure) {
    return new Observation(
        point,
        value,
        unit,
        result.at(),
        received,
        Duration.ZERO,
        isSure ? Quality.PASS : Quality.SUSPECT,
        source(result),
        isSure ? "" : "unsure");
  }

  private static Observation missing(
      PointId point, Unit unit, ModelResult result, Instant received, Answer.None none) {
    return new Observation(
        point,
        Double.NaN,
        unit,
        result.at(),
        received,
        Duration.ZERO,
        Quality.MISSING,
        source(result),
        none.reason() + ": " + none.detail());
  }

  private static String source(ModelResult result) {
    return "model %s %s %s"
        .formatted(
            result.packageName(), result.version(), result.sha256().substring(0, HASH_SHOWN));
  }
}
