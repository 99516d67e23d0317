package org.fieldbeacon.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeacon.agent.config.ModelCard.Label;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.inference.ModelResult;
import org.fieldbeacon.agent.inference.Sight;
import org.fieldbeacon.agent.model.Answer;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;

/// What a model said, made again of the observations that its answers were stored as. What is not
/// stored is left out: the picture, the window, the package's hash. Whether a doubtful answer was
/// about a bad picture is not stored either; it counts as unsure. Stateless.
final class StoredAnswers {
  private static final String UNKNOWN_HASH = "0".repeat(64);

  private StoredAnswers() {}

  /// An answer and when the gateway had it.
  record Heard(Instant received, ModelResult result) {}

  /// The points that its answers are stored under, in the order of the card.
  static List<PointId> points(ModelUse use) {
    return switch (use.card().output()) {
      case Output.Classes c -> c.labels().stream().map(Label::id).map(use::point).toList();
      case Output.Anomaly a -> a.labels().stream().map(Label::id).map(use::point).toList();
      case Output.Forecast f ->
          f.horizons().stream()
              .flatMap(h -> f.quantiles().stream().map(q -> use.point(h, q)))
              .toList();
    };
  }

  /// @param stored observations of those points, in any order; an answer of which a part is not
  ///   there is left out
  static List<Heard> of(ModelUse use, List<Observation> stored) {
    Map<Instant, Map<PointId, Observation>> byTime = new TreeMap<>();
    for (Observation o : stored) {
      byTime.computeIfAbsent(o.phenomenonTime(), _ -> new HashMap<>()).put(o.point(), o);
    }
    List<Heard> all = new ArrayList<>();
    for (Map<PointId, Observation> parts : byTime.values()) {
      List<Observation> whole = new ArrayList<>();
      for (PointId point : points(use)) {
        Optional.ofNullable(parts.get(point)).ifPresent(whole::add);
      }
      if (whole.size() == points(use).size()) {
        all.add(new Heard(whole.getFirst().receivedTime(), result(use, whole)));
      }
    }
    return all;
  }

  private static ModelResult result(ModelUse use, List<Observation> parts) {
    Observation one = parts.getFirst();
    return new ModelResult(
        use.id(),
        one.phenomenonTime(),
        answer(use.card().output(), parts),
        use.card().name(),
        use.card().version(),
        UNKNOWN_HASH,
        Sight.GOOD,
        true,
        Optional.empty(),
        Optional.empty());
  }

  private static Answer answer(Output output, List<Observation> parts) {
    if (parts.stream().anyMatch(Observation::isMissing)) {
      return new Answer.None("stored", parts.getFirst().detail());
    }
    List<Double> values = parts.stream().map(Observation::value).toList();
    return switch (output) {
      case Output.Classes _ -> {
        int best = 0;
        for (int i = 1; i < values.size(); i++) {
          best = values.get(i) > values.get(best) ? i : best;
        }
        yield new Answer.Choice(values, best, parts.getFirst().quality() == Quality.PASS);
      }
      case Output.Anomaly _ -> new Answer.Event(values);
      case Output.Forecast forecast -> ahead(forecast, values);
    };
  }

  private static Answer ahead(Output.Forecast output, List<Double> values) {
    List<Answer.Ahead> ahead = new ArrayList<>();
    int width = output.quantiles().size();
    for (int h = 0; h < output.horizons().size(); h++) {
      Duration horizon = output.horizons().get(h);
      ahead.add(new Answer.Ahead(horizon, values.subList(h * width, (h + 1) * width)));
    }
    // The value now is not stored with the forecast; the nearest horizon's lowest stands for it.
    return new Answer.Forecast(values.getFirst(), ahead);
  }
}
