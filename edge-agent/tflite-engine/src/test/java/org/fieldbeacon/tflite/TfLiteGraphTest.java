package org.fieldbeacon.tflite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TfLiteGraphTest {
  @TempDir Path folder;

  @Test
  void runsTwoInputsToTwoOutputsInTheInterpretersOwnMemory() throws IOException {
    try (TfLiteGraph graph = open(Models.arithmetic());
        TfLiteSession session = graph.session()) {
      put(session, session.inputIndex("a"), 1, 2, 3, 4);
      put(session, session.inputIndex("b"), 10, 20, 30, 40);
      session.run();
      assertArrayEquals(new float[] {11, 22, 33, 44}, floats(session, session.outputIndex("sum")));
      assertArrayEquals(
          new float[] {-9, -18, -27, -36}, floats(session, session.outputIndex("difference")));
      assertTrue(session.inputBuffer(0).isDirect());
    }
  }

  @Test
  void runsASignatureByItsOwnNames() throws IOException {
    TfLiteOptions options = TfLiteOptions.DEFAULT.withSignature("arithmetic");
    try (TfLiteGraph graph = open(Models.arithmetic(), options);
        TfLiteSession session = graph.session()) {
      assertEquals(List.of("arithmetic"), graph.signatures());
      put(session, session.inputIndex("x"), 1, 2, 3, 4);
      put(session, session.inputIndex("y"), 5, 5, 5, 5);
      session.run();
      assertArrayEquals(new float[] {6, 7, 8, 9}, floats(session, session.outputIndex("s")));
      assertArrayEquals(new float[] {-4, -3, -2, -1}, floats(session, session.outputIndex("d")));
    }
  }

  @Test
  void anUnknownSignatureIsNamedBesideThoseThereAre() {
    TfLiteException refusal =
        assertThrows(
            TfLiteException.class,
            () -> open(Models.arithmetic(), TfLiteOptions.DEFAULT.withSignature("other")).close());
    assertTrue(
        refusal.getMessage().contains("\"other\", there are [arithmetic]"), refusal::getMessage);
  }

  /// Each element type in as an input and out as an output, the values past the range of the type
  /// left out.
  @ParameterizedTest
  @CsvSource({"0", "1", "2", "3", "4", "6", "7", "9"})
  void everyElementTypePassesThrough(int type) throws IOException {
    float[] values = type == TensorTypes.BOOL ? new float[] {0, 1, 1, 0} : new float[] {0, 1, 2, 3};
    byte[] encoded = cast(Models.cast(TensorTypes.FLOAT32, type), octets(values));
    assertEquals(4 * TensorTypes.bits(type) / 8, encoded.length);
    assertArrayEquals(octets(values), cast(Models.cast(type, TensorTypes.FLOAT32), encoded));
  }

  @Test
  void quantizationIsToldPerTensor() throws IOException {
    try (TfLiteGraph graph = open(Models.doubling(TensorTypes.INT8));
        TfLiteSession session = graph.session()) {
      Quantization in = graph.inputs().getFirst().quantization().orElseThrow();
      Quantization out = graph.outputs().getFirst().quantization().orElseThrow();
      session.inputBuffer(0).put((byte) in.quantize(3f, ElementType.INT8));
      session.run();
      assertEquals(6f, out.dequantize(session.outputBuffer(0).get(0)));
      assertFalse(in.isPerChannel());
    }
  }

  @Test
  void quantizationIsToldPerChannel() throws IOException {
    TinyModel model = new TinyModel();
    int in =
        model.quantized(
            "in", TensorTypes.INT8, new float[] {1, 2, 4}, new long[] {0, 1, 2}, 1, 2, 3);
    int shape = model.int32Constant("shape", 3, 2);
    int out = model.quantized("out", TensorTypes.INT8, new float[] {1}, new long[] {0}, 0, 3, 2);
    model.operator("RESHAPE", new int[] {in, shape}, out).inputs(in).outputs(out);
    try (TfLiteGraph graph = open(model)) {
      Quantization scales = graph.inputs().getFirst().quantization().orElseThrow();
      assertTrue(scales.isPerChannel());
      assertEquals(1, scales.dimension());
      assertEquals(32f, scales.dequantize(10, 2));
    }
  }

  @Test
  void aDynamicDimensionIsResizedAndTheNextSessionStartsAsDeclared() throws IOException {
    try (TfLiteGraph graph = open(Models.dynamicSquare(), TfLiteOptions.DEFAULT.withWorkers(1))) {
      assertArrayEquals(new int[] {-1, 3}, graph.inputs().getFirst().dynamicShape());
      try (TfLiteSession session = graph.session()) {
        session.resize(0, 2, 3);
        put(session, 0, 1, 2, 3, 4, 5, 6);
        session.run();
        assertArrayEquals(new int[] {2, 3}, session.outputShape(0));
        assertArrayEquals(new float[] {1, 4, 9, 16, 25, 36}, floats(session, 0));
      }
      try (TfLiteSession session = graph.session()) {
        assertArrayEquals(new int[] {1, 3}, session.inputShape(0));
      }
      try (TfLiteSession session = graph.session(List.of(new int[] {4, 3}))) {
        assertEquals(48, session.input(0).byteSize());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "0,3", "-1,3", "1,3,1", "100000,100000"})
  void aShapeThatCannotBeIsRefusedBeforeNativeCode(String dimensions) throws IOException {
    int[] shape = Stream.of(dimensions.split(",")).mapToInt(Integer::parseInt).toArray();
    try (TfLiteGraph graph = open(Models.dynamicSquare());
        TfLiteSession session = graph.session()) {
      assertThrows(IllegalArgumentException.class, () -> session.resize(0, shape));
    }
  }

  /// A view of memory that the library has freed must not be readable any more.
  @Test
  void aViewFromBeforeAResizeIsDead() throws IOException {
    try (TfLiteGraph graph = open(Models.dynamicSquare());
        TfLiteSession session = graph.session()) {
      ByteBuffer before = session.inputBuffer(0);
      session.resize(0, 500, 3);
      session.run();
      assertThrows(IllegalStateException.class, () -> before.getFloat(0));
    }
  }

  @Test
  void anOutputWhoseSizeTheDataDecidesIsReadAfterTheRun() throws IOException {
    try (TfLiteGraph graph = open(Models.where());
        TfLiteSession session = graph.session()) {
      for (int set : new int[] {2, 5, 0, 3}) {
        byte[] truths = new byte[5];
        java.util.Arrays.fill(truths, 0, set, (byte) 1);
        session.inputBuffer(0).put(truths);
        session.run();
        assertArrayEquals(new int[] {set, 1}, session.outputShape(0));
        assertEquals(set * 8L, session.output(0).byteSize());
      }
    }
  }

  @Test
  void aFailedInferenceNamesFileAndOperatorAndTheGraphGoesOn() throws IOException {
    try (TfLiteGraph graph = open(Models.gather(), TfLiteOptions.DEFAULT.withWorkers(1))) {
      try (TfLiteSession session = graph.session()) {
        session.inputBuffer(0).putInt(0).putInt(99);
        TfLiteException failure = assertThrows(TfLiteException.class, session::run);
        assertTrue(failure.getMessage().contains("model.tflite"), failure::getMessage);
        assertTrue(failure.getMessage().contains("GATHER"), failure::getMessage);
      }
      try (TfLiteSession session = graph.session()) {
        session.inputBuffer(0).putInt(0).putInt(3);
        session.run();
        assertArrayEquals(new float[] {10, 13}, floats(session, 0));
      }
    }
  }

  @Test
  void manyThreadsShareFewInterpreters() throws Exception {
    TfLiteOptions options = TfLiteOptions.DEFAULT.withWorkers(2);
    try (TfLiteGraph graph = open(Models.arithmetic(), options);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Boolean>> results =
          IntStream.range(0, 400)
              .mapToObj(i -> threads.submit(() -> sumIsRight(graph, i)))
              .toList();
      for (Future<Boolean> result : results) {
        assertTrue(result.get());
      }
    }
  }

  @Test
  void whatIsLentOutSurvivesTheCloseOfTheGraph() throws IOException {
    TfLiteGraph graph = open(Models.arithmetic());
    TfLiteSession session = graph.session();
    graph.close();
    graph.close();
    put(session, 0, 1, 1, 1, 1);
    session.run();
    session.close();
    session.close();
    assertThrows(IllegalStateException.class, session::run);
    assertThrows(TfLiteException.class, graph::session);
  }

  @Test
  void aReadModelGivesTheSameAsAMappedOne() throws IOException {
    byte[] input = new byte[8 * 8 * 3];
    new java.util.Random(3).nextBytes(input);
    TinyModel model = Models.int8Classifier();
    byte[] mapped = run(model, TfLiteOptions.DEFAULT, input);
    assertArrayEquals(mapped, run(model, TfLiteOptions.DEFAULT.withMapped(false), input));
    assertArrayEquals(mapped, run(model, TfLiteOptions.DEFAULT.withThreads(2), input));
  }

  /// Whoever cuts the file short cuts another: a mapping of it would end the process.
  @Test
  void aCopiedModelOutlivesItsFileAndLeavesNothingBehind() throws IOException {
    byte[] input = new byte[8 * 8 * 3];
    new java.util.Random(3).nextBytes(input);
    Path file = Models.int8Classifier().writeTo(folder, "copied.tflite");
    byte[] wanted = run(Models.int8Classifier(), TfLiteOptions.DEFAULT, input);
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    for (boolean xnnpack : new boolean[] {true, false}) {
      TfLiteOptions options = TfLiteOptions.DEFAULT.withXnnpack(xnnpack).withCopyIn(scratch);
      Models.int8Classifier().writeTo(folder, "copied.tflite");
      try (TfLiteGraph graph = TfLiteGraph.open(file, options);
          Stream<Path> left = Files.list(scratch)) {
        assertEquals(0, left.count());
        Files.write(file, new byte[0]);
        byte[] first = run(graph, input);
        assertArrayEquals(first, run(graph, input), "the same after the octets were let go");
        assertTrue(!xnnpack || java.util.Arrays.equals(wanted, first));
      }
    }
  }

  @Test
  void aCopyThatCannotBeMadeIsAnErrorOfTheFolder() throws IOException {
    Path file = Models.int8Classifier().writeTo(folder, "copied.tflite");
    TfLiteOptions options = TfLiteOptions.DEFAULT.withCopyIn(folder.resolve("nowhere"));
    assertThrows(IOException.class, () -> TfLiteGraph.open(file, options).close());
  }

  private static boolean sumIsRight(TfLiteGraph graph, int i) {
    try (TfLiteSession session = graph.session()) {
      put(session, 0, i, i, i, i);
      put(session, 1, 1, 2, 3, 4);
      session.run();
      return floats(session, 0)[3] == i + 4f;
    }
  }

  private byte[] run(TinyModel model, TfLiteOptions options, byte[] input) throws IOException {
    try (TfLiteGraph graph = open(model, options)) {
      return run(graph, input);
    }
  }

  private static byte[] run(TfLiteGraph graph, byte[] input) {
    try (TfLiteSession session = graph.session()) {
      session.inputBuffer(0).put(input);
      session.run();
      byte[] output = new byte[(int) session.output(0).byteSize()];
      session.outputBuffer(0).get(output);
      return output;
    }
  }

  private byte[] cast(TinyModel model, byte[] input) throws IOException {
    return run(model, TfLiteOptions.DEFAULT, input);
  }

  private TfLiteGraph open(TinyModel model) throws IOException {
    return open(model, TfLiteOptions.DEFAULT);
  }

  private TfLiteGraph open(TinyModel model, TfLiteOptions options) throws IOException {
    return TfLiteGraph.open(model.writeTo(folder, "model.tflite"), options);
  }

  private static void put(TfLiteSession session, int input, float... values) {
    session.inputBuffer(input).asFloatBuffer().put(values);
  }

  private static float[] floats(TfLiteSession session, int output) {
    float[] values = new float[(int) session.output(output).byteSize() / 4];
    session.outputBuffer(output).asFloatBuffer().get(values);
    return values;
  }

  private static byte[] octets(float[] values) {
    return FlatWriter.floats(values).octets();
  }
}
