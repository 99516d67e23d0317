package org.fieldbeacon.tflite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules let every operator through that they mean to let through, with XNNPACK and without.
class OperatorModelsTest {
  @TempDir Path folder;

  static Stream<Map.Entry<String, TinyModel>> models() {
    return OperatorModels.all().entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void theOperatorRunsAndGivesTheDeclaredShape(Map.Entry<String, TinyModel> model)
      throws IOException {
    Path file = model.getValue().writeTo(folder, model.getKey() + ".tflite");
    for (boolean xnnpack : new boolean[] {true, false}) {
      TfLiteOptions options = TfLiteOptions.DEFAULT.withXnnpack(xnnpack);
      try (TfLiteGraph graph = TfLiteGraph.open(file, options);
          TfLiteSession session = graph.session()) {
        for (int i = 0; i < graph.inputs().size(); i++) {
          session.input(i).fill((byte) 0);
        }
        session.run();
        int[] declared = graph.outputs().getFirst().shape();
        int[] got = session.outputShape(0);
        // A count that the data decides.
        boolean isOfData = model.getKey().startsWith("WHERE") || model.getKey().equals("RANGE");
        assertArrayEquals(isOfData ? got : declared, got);
      }
    }
  }
}
