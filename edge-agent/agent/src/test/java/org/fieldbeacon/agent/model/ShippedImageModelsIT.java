package org.fieldbeacon.agent.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The figures in the cards of the shipped image models, measured again on the pictures that the
/// models never saw. Most of those may not be shipped: they lie beside the checkout.
class ShippedImageModelsIT {
  private static final Path MODELS = Path.of("../../firmware-configs/models");
  private static final Path IMAGES = Path.of("../../../shared/data/images");
  private static final double TOLERANCE = 0.0001;

  @ParameterizedTest
  @CsvSource({"crop-pest,pest12", "maize-leaf,maize4", "fire-smoke,fire3"})
  void theCardsFiguresComeAgain(String model, String set) throws IOException {
    Path data = IMAGES.resolve(set + ".tar");
    if (!Boolean.parseBoolean(System.getenv("CI"))) {
      assumeTrue(Files.isReadable(data), () -> data + " is not there");
    }
    Path folder = MODELS.resolve(model);
    Selection heldOut =
        Selection.read(
            IMAGES.resolve(set + ".manifest.csv"), folder.resolve("train/split.csv"), "held-out");
    assertFigures(told(folder, "in-the-agent"), measure(folder, heldOut, data, false));
    assertFigures(told(folder, "in-the-agent-gray"), measure(folder, heldOut, data, true));
  }

  /// The few held-out pictures whose licence lets them travel with the sources.
  @ParameterizedTest
  @ValueSource(strings = {"maize-leaf", "fire-smoke"})
  void theCardsFiguresOfTheExcerptComeAgain(String model) throws IOException {
    Path folder = MODELS.resolve(model);
    Path excerpt = folder.resolve("train/excerpt");
    assertFigures(
        told(folder, "in-the-agent-excerpt"), measure(folder, Selection.ALL, excerpt, false));
  }

  private static JsonObject measure(Path folder, Selection selection, Path data, boolean isGray)
      throws IOException {
    try (LoadedModel loaded = LoadedModel.open(folder, Packages.card(folder))) {
      var evaluation = new ImageEvaluation(loaded, selection, isGray);
      evaluation.run(data);
      assertTrue(evaluation.isClean(), evaluation::text);
      return evaluation.json();
    }
  }

  private static void assertFigures(Map<?, ?> told, JsonObject measured) {
    assertEquals(number(told, "images"), measured.getDouble("n"));
    assertEquals(number(told, "accuracy"), measured.getDouble("accuracy"), TOLERANCE);
    assertEquals(number(told, "macro-f1"), measured.getDouble("macro-f1"), TOLERANCE);
    JsonObject sure = measured.getJsonObject("sure");
    assertEquals(number(told, "sure"), sure.getDouble("coverage"), TOLERANCE);
    assertEquals(number(told, "accuracy-of-sure"), sure.getDouble("accuracy"), TOLERANCE);
  }

  private static double number(Map<?, ?> map, String key) {
    return ((Number) Objects.requireNonNull(map.get(key), key)).doubleValue();
  }

  private static Map<?, ?> told(Path folder, String part) throws IOException {
    try (InputStream in = Files.newInputStream(folder.resolve("card.yaml"))) {
      Map<?, ?> card = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
      for (String key : new String[] {"metrics", "validation", part}) {
        card = (Map<?, ?>) Objects.requireNonNull(card.get(key), key);
      }
      return card;
    }
  }
}
