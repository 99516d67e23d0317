package org.fieldbeacon.agent.model;

import java.time.Duration;
import java.util.List;

/// What a model says of one input.
public sealed interface Answer {
  /// Nothing, with the reason.
  ///
  /// @param reason a word to count it under: `coverage`, `truncated`
  /// @param detail for a person
  record None(String reason, String detail) implements Answer {}

  /// One of several classes.
  ///
  /// @param scores probability of each label, in the card's order
  /// @param best index of the most likely one
  /// @param isSure whether it is likely enough, and the input such as the model was trained on
  record Choice(List<Double> scores, int best, boolean isSure) implements Answer {
    public Choice {
      scores = List.copyOf(scores);
    }

    public double confidence() {
      return scores.get(best);
    }
  }

  /// How likely something is going on.
  ///
  /// @param scores of each label; the first is the event
  record Event(List<Double> scores) implements Answer {
    public Event {
      scores = List.copyOf(scores);
    }

    public double score() {
      return scores.getFirst();
    }
  }

  /// What the first channel will be, in its unit.
  ///
  /// @param last the newest value seen
  /// @param ahead one for each horizon, in the card's order
  record Forecast(double last, List<Ahead> ahead) implements Answer {
    public Forecast {
      ahead = List.copyOf(ahead);
    }
  }

  /// @param values one for each quantile, ascending
  record Ahead(Duration horizon, List<Double> values) {
    public Ahead {
      values = List.copyOf(values);
    }
  }
}
