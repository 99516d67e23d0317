package org.fieldbeacon.agent.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fieldbeacon.agent.config.ModelCard;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.fieldbeacon.tflite.ElementType;
import org.fieldbeacon.tflite.TensorSpec;

/// Whether a model's tensors are those its card describes. Stateless.
final class TensorContract {
  private TensorContract() {}

  /// Every difference, one sentence each.
  static List<String> wrong(ModelCard card, ModelRunner runner) {
    List<String> wrong = new ArrayList<>();
    if (runner.inputs().size() != 1 || runner.outputs().isEmpty()) {
      wrong.add(
          "got %d inputs and %d outputs, wanted one of each"
              .formatted(runner.inputs().size(), runner.outputs().size()));
      return wrong;
    }
    TensorSpec input = runner.inputs().getFirst();
    TensorSpec output = runner.outputs().getFirst();
    int[] wanted =
        switch (card.input()) {
          case Input.Image image -> new int[] {1, image.height(), image.width(), 3};
          case Input.Window window -> new int[] {1, window.length(), window.width()};
        };
    if (!Arrays.equals(input.shape(), wanted)) {
      wrong.add(
          "input: got shape "
              + Arrays.toString(input.shape())
              + ", wanted "
              + Arrays.toString(wanted));
    }
    boolean isBytes = input.type() == ElementType.INT8 || input.type() == ElementType.UINT8;
    if (card.input() instanceof Input.Image && !isBytes) {
      wrong.add("input: got " + input.type() + ", wanted INT8 or UINT8 for a picture");
    }
    numbers("input", input, wrong);
    numbers("output", output, wrong);
    int count = Arrays.stream(output.shape()).reduce(1, Math::multiplyExact);
    int answers =
        switch (card.output()) {
          case Output.Classes classes -> classes.labels().size();
          case Output.Anomaly anomaly -> anomaly.labels().size();
          case Output.Forecast f -> f.horizons().size() * f.quantiles().size();
        };
    if (count != answers) {
      wrong.add("output: got " + count + " numbers, wanted " + answers + " as the card has it");
    }
    return wrong;
  }

  private static void numbers(String which, TensorSpec spec, List<String> wrong) {
    if (!TensorNumbers.isFit(spec)) {
      wrong.add(
          which
              + ": got "
              + spec.type()
              + " without one scale, wanted FLOAT32, or INT8, UINT8, INT16 with one");
    }
  }
}
