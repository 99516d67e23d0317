package org.fieldbeacon.tflite.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.Batchifier;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.fieldbeacon.tflite.Models;
import org.fieldbeacon.tflite.Resources;
import org.fieldbeacon.tflite.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TfLiteEngineTest {
  @TempDir Path folder;

  /// Squares rows of three; the batchifier stacks them, as DJL's default does.
  private static final class Squares implements Translator<float[], float[]> {
    @Override
    public NDList processInput(TranslatorContext context, float[] input) {
      return new NDList(context.getNDManager().create(input));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList list) {
      return list.head().toFloatArray();
    }

    @Override
    public Batchifier getBatchifier() {
      return Batchifier.STACK;
    }
  }

  /// Scores of a quantized classifier as DJL's own result type.
  private static final class Scores implements Translator<byte[], Classifications> {
    @Override
    public NDList processInput(TranslatorContext context, byte[] pixels) {
      return new NDList(
          context
              .getNDManager()
              .create(ByteBuffer.wrap(pixels), new Shape(128, 128, 3), DataType.UINT8));
    }

    @Override
    public Classifications processOutput(TranslatorContext context, NDList list) {
      List<String> names = IntStream.range(0, 1001).mapToObj(Integer::toString).toList();
      return new Classifications(names, list.head().toType(DataType.FLOAT32, false));
    }
  }

  @Test
  void djlFindsTheEngineByItsName() {
    Engine engine = Engine.getEngine("TFLite");
    assertInstanceOf(TfLiteEngine.class, engine);
    assertEquals("2.21.0", engine.getVersion());
    assertTrue(Engine.getAllEngines().contains("TFLite"));
  }

  @Test
  void aModelIsLoadedByCriteriaAndPredictsWithATranslator() throws Exception {
    Resources.copy(Resources.MOBILENET, folder);
    Criteria<byte[], Classifications> criteria =
        Criteria.builder()
            .setTypes(byte[].class, Classifications.class)
            .optEngine("TFLite")
            .optModelPath(folder)
            .optTranslator(new Scores())
            .optOption("threads", "1")
            .build();
    try (ZooModel<byte[], Classifications> model = criteria.loadModel();
        Predictor<byte[], Classifications> predictor = model.newPredictor()) {
      assertEquals(new Shape(1, 128, 128, 3), model.describeInput().get(0).getValue());
      assertEquals(DataType.UINT8, model.getDataType());
      Classifications scores = predictor.predict(new byte[128 * 128 * 3]);
      assertEquals(1001, scores.getClassNames().size());
      assertTrue(scores.best().getProbability() > 0);
    }
  }

  @Test
  void aBatchIsOneResizedRunWhereTheModelAllowsIt() throws Exception {
    try (Model model = load(Models.dynamicSquare());
        Predictor<float[], float[]> predictor = model.newPredictor(new Squares())) {
      List<float[]> squares =
          predictor.batchPredict(List.of(new float[] {1, 2, 3}, new float[] {4, 5, 6}));
      assertArrayEquals(new float[] {1, 4, 9}, squares.get(0));
      assertArrayEquals(new float[] {16, 25, 36}, squares.get(1));
      assertArrayEquals(new float[] {49, 64, 81}, predictor.predict(new float[] {7, 8, 9}));
    }
  }

  /// A model made for one row takes N by running them one by one; each row's result is that of a
  /// single run.
  @Test
  void aBatchIsRunRowByRowWhereTheModelTakesOne() throws Exception {
    try (Model model = load(Models.arithmetic());
        Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator());
        NDManager manager = model.getNDManager().newSubManager()) {
      NDArray a = manager.create(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, new Shape(2, 4));
      NDArray b = manager.create(new float[] {1, 1, 1, 1, 2, 2, 2, 2}, new Shape(2, 4));
      NDList results = predictor.predict(new NDList(a, b));
      assertEquals(new Shape(2, 4), results.get(1).getShape());
      assertArrayEquals(new float[] {0, 1, 2, 3, 3, 4, 5, 6}, results.get(1).toFloatArray());
    }
  }

  @Test
  void inputsAreTakenByNameAndOutputsHaveNames() throws Exception {
    try (Model model = load(Models.arithmetic(), Map.of("signature", "arithmetic"));
        Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator());
        NDManager manager = model.getNDManager().newSubManager()) {
      NDArray y = manager.create(new float[] {1, 1, 1, 1}, new Shape(1, 4));
      NDArray x = manager.create(new float[] {5, 6, 7, 8}, new Shape(1, 4));
      y.setName("y");
      x.setName("x");
      NDList results = predictor.predict(new NDList(y, x));
      assertArrayEquals(new float[] {4, 5, 6, 7}, results.get("d").toFloatArray());
      assertArrayEquals(new float[] {6, 7, 8, 9}, results.get("s").toFloatArray());
    }
  }

  @Test
  void aBrokenModelIsADjlExceptionThatNamesFileAndOperator() throws Exception {
    TinyModel model = new TinyModel();
    int in = model.tensor("in", 0, 4);
    int out = model.tensor("out", 0, 4);
    model.operator("SKIP_GRAM", new int[] {in}, out).inputs(in).outputs(out);
    MalformedModelException refusal =
        assertThrows(MalformedModelException.class, () -> load(model).close());
    assertTrue(String.valueOf(refusal.getMessage()).contains("model.tflite: operator 0 SKIP_GRAM"));
  }

  @Test
  void anUnreadableOptionIsADjlException() throws Exception {
    Path file = Models.arithmetic().writeTo(folder, "model.tflite");
    try (Model model = Model.newInstance("model", "TFLite")) {
      MalformedModelException refusal =
          assertThrows(
              MalformedModelException.class,
              () -> model.load(file, null, Map.of("xnnpack", "maybe")));
      assertEquals("xnnpack: got maybe, wanted true or false", refusal.getMessage());
    }
  }

  @Test
  void aFailedPredictionIsATranslateExceptionThatNamesFileAndOperator() throws Exception {
    try (Model model = load(Models.gather());
        Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator());
        NDManager manager = model.getNDManager().newSubManager()) {
      NDList bad = new NDList(manager.create(new int[] {0, 9}));
      TranslateException failure =
          assertThrows(TranslateException.class, () -> predictor.predict(bad));
      assertTrue(String.valueOf(failure.getMessage()).contains("GATHER"));
      NDList good = new NDList(manager.create(new int[] {1, 3}));
      assertArrayEquals(new float[] {11, 13}, predictor.predict(good).head().toFloatArray());
    }
  }

  @Test
  void theWrongElementTypeIsNamed() throws Exception {
    try (Model model = load(Models.gather());
        Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator());
        NDManager manager = model.getNDManager().newSubManager()) {
      NDList floats = new NDList(manager.create(new float[] {0, 1}));
      TranslateException failure =
          assertThrows(TranslateException.class, () -> predictor.predict(floats));
      assertTrue(
          String.valueOf(failure.getMessage()).contains("got float32, wanted INT32"),
          failure::getMessage);
    }
  }

  @Test
  void onePredictorServesManyThreads() throws Exception {
    try (Model model = load(Models.dynamicSquare());
        Predictor<float[], float[]> predictor = model.newPredictor(new Squares());
        ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<float[]>> results =
          IntStream.range(0, 300)
              .mapToObj(i -> threads.submit(() -> predictor.predict(new float[] {i, 1, 2})))
              .toList();
      for (int i = 0; i < results.size(); i++) {
        assertEquals((float) i * i, results.get(i).get()[0]);
      }
    }
  }

  @Test
  void aFolderWithOneModelIsEnoughAndTwoAreNot() throws Exception {
    Models.arithmetic().writeTo(folder, "one.tflite");
    try (Model model = Model.newInstance("other", "TFLite")) {
      model.load(folder);
      assertEquals(2, model.describeOutput().size());
    }
    Files.copy(folder.resolve("one.tflite"), folder.resolve("two.tflite"));
    try (Model model = Model.newInstance("other", "TFLite")) {
      assertThrows(java.io.FileNotFoundException.class, () -> model.load(folder));
    }
  }

  private Model load(TinyModel tiny) throws Exception {
    return load(tiny, Map.of());
  }

  private Model load(TinyModel tiny, Map<String, String> options) throws Exception {
    tiny.writeTo(folder, "model.tflite");
    Model model = Model.newInstance("model", "TFLite");
    model.load(folder, null, options);
    return model;
  }
}
