package org.fieldbeacon.tflite;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fieldbeacon.tflite.ModelFacts.Operator;

/// The input shapes that a model has been found able to run with.
///
/// XNNPACK takes shapes on trust when inputs are resized, and says nothing of the tensors between
/// its operators. So each new set of shapes is first tried on the reference kernels, which check
/// them and compute every shape, without running; then [OperatorRules#checkShapes] looks at the
/// result. What was found good is remembered.
final class VettedShapes {
  private static final int MOST_REMEMBERED = 256;

  private final LoadedModel model;
  private final Set<List<List<Integer>>> good = new HashSet<>();
  private final Map<Operator, int[]> declared = new HashMap<>();

  VettedShapes(LoadedModel model) {
    this.model = model;
  }

  /// @throws TfLiteException naming the operator that cannot do with these shapes
  synchronized void require(List<int[]> shapes) {
    List<List<Integer>> key = shapes.stream().map(s -> Arrays.stream(s).boxed().toList()).toList();
    if (good.contains(key)) {
      return;
    }
    try (Interpreter trial = Interpreter.forTrial(model, shapes)) {
      for (Operator operator : model.firstSubgraph().operators()) {
        requireSize(operator, trial);
      }
      for (Operator operator : model.shapeChecked()) {
        OperatorRules.checkShapes(operator, model.firstSubgraph(), trial::shape);
        requireChannels(operator, trial.shape(operator.inputs()[0]));
      }
    } catch (ModelFault e) {
      throw model.failure(e.getMessage());
    }
    if (good.size() < MOST_REMEMBERED) {
      good.add(key);
    }
  }

  /// Sizes that constants ask for, like a padding's, are known here first.
  private void requireSize(Operator operator, Interpreter trial) {
    for (int output : operator.outputs()) {
      long bytes = trial.bytes(output);
      if (bytes < 0 || bytes > model.options().maxTensorBytes()) {
        throw new ModelFault(
            operator.path()
                + ": its output of "
                + bytes
                + " octets is over "
                + model.options().maxTensorBytes());
      }
    }
  }

  /// The first shapes vetted are the declared ones; XNNPACK has sized its operators for their
  /// channels.
  private void requireChannels(Operator operator, int[] input) {
    int[] first = declared.computeIfAbsent(operator, _ -> input);
    if (input.length != first.length || input[input.length - 1] != first[first.length - 1]) {
      throw new ModelFault(
          operator.path()
              + ": input "
              + Arrays.toString(input)
              + " has other channels than "
              + Arrays.toString(first));
    }
  }
}
