package org.fieldbeacon.agent.hazard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.fieldbeacon.agent.config.ModelCard;
import org.fieldbeacon.agent.config.ModelCard.Label;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.fieldbeacon.agent.inference.ModelResult;
import org.fieldbeacon.agent.model.Answer;

/// Results as evidence. Stateless.
final class ModelWords {
  private static final int MOST_SCORES = 32;

  private ModelWords() {}

  /// What a model of classes or of an anomaly said.
  static ModelWord of(ModelCard card, ModelResult result) {
    List<ModelWord.Score> scores = new ArrayList<>();
    List<Label> labels = labels(card);
    List<Double> values = values(result.answer());
    for (int i = 0; i < Math.min(labels.size(), values.size()); i++) {
      scores.add(new ModelWord.Score(labels.get(i).id(), labels.get(i).title(), values.get(i)));
    }
    return word(result, scores);
  }

  static ModelWord word(ModelResult result, List<ModelWord.Score> scores) {
    return new ModelWord(
        result.packageName(),
        result.version(),
        result.sha256(),
        scores.stream()
            .sorted(Comparator.comparingDouble(ModelWord.Score::value).reversed())
            .limit(MOST_SCORES)
            .toList(),
        result.jpeg(),
        result.window());
  }

  static List<Label> labels(ModelCard card) {
    return switch (card.output()) {
      case Output.Classes c -> c.labels();
      case Output.Anomaly a -> a.labels();
      case Output.Forecast _ -> List.of();
    };
  }

  static List<Double> values(Answer answer) {
    return switch (answer) {
      case Answer.Choice c -> c.scores();
      case Answer.Event e -> e.scores();
      case Answer.None _, Answer.Forecast _ -> List.of();
    };
  }
}
