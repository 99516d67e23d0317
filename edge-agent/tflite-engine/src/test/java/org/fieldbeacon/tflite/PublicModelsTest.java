package org.fieldbeacon.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Public quantized classifiers on real pictures. One model is small enough to be here; the others
/// are looked for in the folder that the environment variable `TFLITE_PUBLIC_MODELS` names.
class PublicModelsTest {
  private static final int MACAW = 89;
  private static final int CHICKADEE = 20;
  private static final int EGYPTIAN_CAT = 286;

  @TempDir Path folder;

  @Test
  void theCommittedModelKnowsThreePictures() throws IOException {
    Path model = Resources.copy(Resources.MOBILENET, folder);
    assertEquals(MACAW, best(model, "macaw.jpg"));
    assertEquals(CHICKADEE, best(model, "chickadee.jpg"));
    assertEquals(EGYPTIAN_CAT, best(model, "cat.jpg"));
  }

  /// The control: the same call tells another picture apart.
  @Test
  void anotherPictureGetsAnotherLabel() throws IOException {
    Path model = Resources.copy(Resources.MOBILENET, folder);
    assertTrue(best(model, "bee.jpg") != MACAW);
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet_v1_0.5_160_quant, macaw.jpg, 89",
    "mobilenet_v1_0.5_160_quant, chickadee.jpg, 20",
    "mobilenet_v1_0.5_160_quant, dragonfly.jpg, 320",
    "mobilenet_v2_1.0_224_quant, macaw.jpg, 89",
    "mobilenet_v2_1.0_224_quant, cat.jpg, 286",
    "mobilenet_v2_1.0_224_quant, dragonfly.jpg, 320",
    "mobilenet_v2_1.0_224_inat_insect_quant, bee.jpg, 769",
    "mobilenet_v2_1.0_224_inat_insect_quant, dragonfly.jpg, 912",
  })
  void theLargerModelsKnowThemToo(String model, String picture, int label) throws IOException {
    @Nullable String models = System.getenv("TFLITE_PUBLIC_MODELS");
    Assumptions.assumeTrue(
        models != null, "skipped: TFLITE_PUBLIC_MODELS names no folder with " + model);
    assertEquals(label, best(Path.of(String.valueOf(models), model + ".tflite"), picture));
  }

  private static int best(Path model, String picture) throws IOException {
    try (TfLiteGraph graph = TfLiteGraph.open(model, TfLiteOptions.DEFAULT);
        TfLiteSession session = graph.session()) {
      Picture.of(picture).putRgb(session.inputBuffer(0), session.inputShape(0)[1]);
      session.run();
      ByteBuffer scores = session.outputBuffer(0);
      int best = 0;
      for (int i = 1; i < scores.remaining(); i++) {
        best = (scores.get(i) & 0xFF) > (scores.get(best) & 0xFF) ? i : best;
      }
      return best;
    }
  }
}
