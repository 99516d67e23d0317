package org.fieldbeacon.tflite;

import static org.fieldbeacon.tflite.FlatWriter.int32;
import static org.fieldbeacon.tflite.FlatWriter.int8;
import static org.fieldbeacon.tflite.FlatWriter.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is wrong with a file is said with the file's name and the operator's, before native code
/// has seen it.
class RefusedModelTest {
  @TempDir Path folder;

  @Test
  void emptyShortAndForeignFilesAreNoModels() throws IOException {
    assertRefused(new byte[0], "got 0 octets");
    assertRefused(new byte[7], "got 7 octets");
    assertRefused("<html>not found</html>".getBytes(StandardCharsets.US_ASCII), "TFL3");
  }

  @Test
  void aFileThatIsNotThereIsAnIoError() {
    assertThrows(
        IOException.class,
        () -> TfLiteGraph.open(folder.resolve("none.tflite"), TfLiteOptions.DEFAULT).close());
  }

  /// Every cut of a small model is refused or, where only padding is lost, still runs.
  @Test
  void everyTruncationIsRefusedOrHarmless() throws IOException {
    byte[] whole = Models.arithmetic().octets();
    int refused = 0;
    for (int length = 0; length < whole.length; length++) {
      Path file = Files.write(folder.resolve("cut.tflite"), Arrays.copyOf(whole, length));
      try (TfLiteGraph graph = TfLiteGraph.open(file, TfLiteOptions.DEFAULT);
          TfLiteSession session = graph.session()) {
        session.run();
      } catch (TfLiteException e) {
        assertTrue(e.getMessage().startsWith(file.toString()), e::getMessage);
        refused++;
      }
    }
    assertTrue(refused > whole.length * 9 / 10, "refused " + refused + " of " + whole.length);
  }

  @Test
  void noiseBehindTheIdentifierIsRefused() throws IOException {
    Random random = new Random(11);
    for (int i = 0; i < 200; i++) {
      byte[] noise = new byte[200 + random.nextInt(400)];
      random.nextBytes(noise);
      System.arraycopy("TFL3".getBytes(StandardCharsets.US_ASCII), 0, noise, 4, 4);
      noise[0] = (byte) (8 + 4 * random.nextInt(20));
      noise[1] = noise[2] = noise[3] = 0;
      assertRefused(noise, "model");
    }
  }

  @Test
  void anUnsupportedOperatorIsNamed() throws IOException {
    TinyModel model = new TinyModel();
    int in = model.tensor("in", TensorTypes.FLOAT32, 4);
    int out = model.tensor("out", TensorTypes.FLOAT32, 4);
    model.operator("HASHTABLE_FIND", new int[] {in}, out).inputs(in).outputs(out);
    assertRefused(model.octets(), "operator 0 HASHTABLE_FIND is not supported");
  }

  @Test
  void anOptionThatWouldDivideByZeroIsNamed() throws IOException {
    TinyModel model = new TinyModel();
    int in = model.tensor("in", TensorTypes.FLOAT32, 1, 4, 4, 1);
    int out = model.tensor("out", TensorTypes.FLOAT32, 1, 4, 4, 1);
    model
        .operator(
            "MAX_POOL_2D",
            new int[] {in},
            new int[] {out},
            5,
            table(0, int8(1), 1, int32(0), 2, int32(1), 3, int32(1), 4, int32(1)))
        .inputs(in)
        .outputs(out);
    assertRefused(model.octets(), "operator 0 MAX_POOL_2D stride_w: got 0, wanted 1..65536");
  }

  @Test
  void anIndexOutOfRangeIsNamed() throws IOException {
    TinyModel model = new TinyModel();
    int in = model.tensor("in", TensorTypes.FLOAT32, 4);
    model.operator("RELU", new int[] {in}, 7).inputs(in).outputs(in);
    assertRefused(model.octets(), "operator 0 RELU.outputs[0]: got 7, wanted 0..0");
  }

  @Test
  void aShapeThatDisagreesWithItsOctetsIsNamed() throws IOException {
    TinyModel model = new TinyModel();
    int in = model.tensor("in", TensorTypes.FLOAT32, 4);
    int weights = model.constant("weights", TensorTypes.FLOAT32, new byte[12], 4);
    int out = model.tensor("out", TensorTypes.FLOAT32, 4);
    model.operator("ADD", new int[] {in, weights}, out).inputs(in).outputs(out);
    assertRefused(model.octets(), "shape [4] of FLOAT32 needs 16 octets, buffer 1 has 12");
  }

  @Test
  void aTensorNobodyComputesIsNamed() throws IOException {
    TinyModel model = new TinyModel();
    int in = model.tensor("in", TensorTypes.FLOAT32, 4);
    int ghost = model.tensor("ghost", TensorTypes.FLOAT32, 4);
    int out = model.tensor("out", TensorTypes.FLOAT32, 4);
    model.operator("ADD", new int[] {in, ghost}, out).inputs(in).outputs(out);
    assertRefused(model.octets(), "operator 0 ADD reads tensor 1, which nothing before it");
  }

  @Test
  void writingAConstantIsRefused() throws IOException {
    TinyModel model = new TinyModel();
    int in = model.tensor("in", TensorTypes.FLOAT32, 4);
    int out = model.constant("out", TensorTypes.FLOAT32, new byte[16], 4);
    model.operator("RELU", new int[] {in}, out).inputs(in).outputs(out);
    assertRefused(model.octets(), "operator 0 RELU writes tensor 1, which is constant");
  }

  @Test
  void quantizedArithmeticWithoutScaleIsRefused() throws IOException {
    TinyModel model = new TinyModel();
    int in = model.tensor("in", TensorTypes.INT8, 4);
    int out = model.tensor("out", TensorTypes.INT8, 4);
    model.operator("ADD", new int[] {in, in}, out).inputs(in).outputs(out);
    assertRefused(model.octets(), "operator 0 ADD quantization of \"in\": got none");
  }

  @Test
  void aTensorOverTheLimitIsRefused() throws IOException {
    TinyModel model = new TinyModel();
    int in = model.tensor("in", TensorTypes.FLOAT32, 50_000, 50_000);
    int out = model.tensor("out", TensorTypes.FLOAT32, 50_000, 50_000);
    model.operator("RELU", new int[] {in}, out).inputs(in).outputs(out);
    assertRefused(model.octets(), "[50000, 50000] needs");
  }

  /// XNNPACK's own report names XNNPACK; ours names the operator.
  @Test
  void weightsThatDoNotFitTheInputAreNamed() throws IOException {
    TinyModel model = new TinyModel();
    int in = model.tensor("in", TensorTypes.FLOAT32, 1, 6);
    int weights = model.constant("weights", TensorTypes.FLOAT32, new byte[80], 4, 5);
    int out = model.tensor("out", TensorTypes.FLOAT32, 1, 4);
    model
        .operator(
            "FULLY_CONNECTED", new int[] {in, weights, -1}, new int[] {out}, 8, table(0, int8(0)))
        .inputs(in)
        .outputs(out);
    assertRefused(model.octets(), "operator 0 FULLY_CONNECTED: input [1, 6] does not fit [4, 5]");
  }

  /// A padding of four million rows would be believed and filled.
  @Test
  void anOutputThatAConstantMakesHugeIsNamed() throws IOException {
    TinyModel model = new TinyModel();
    int in = model.tensor("in", TensorTypes.FLOAT32, 2, 64);
    byte[] pads = FlatWriter.int32s(0, 4_000_000, 0, 0).octets();
    int padding = model.constant("padding", TensorTypes.INT32, pads, 2, 2);
    int out = model.tensor("out", TensorTypes.FLOAT32, 2, 64);
    model.operator("PAD", new int[] {in, padding}, out).inputs(in).outputs(out);
    assertRefused(model.octets(), "operator 0 PAD: its output of 1024000512 octets is over");
  }

  @Test
  void aPartOutsideOfItsInputIsNamed() throws IOException {
    TinyModel model = new TinyModel();
    int in = model.tensor("in", TensorTypes.FLOAT32, 4);
    int begin = model.int32Constant("begin", 1);
    int size = model.int32Constant("size", 9);
    int out = model.tensor("out", TensorTypes.FLOAT32, 9);
    model.operator("SLICE", new int[] {in, begin, size}, out).inputs(in).outputs(out);
    assertRefused(model.octets(), "operator 0 SLICE: input [4] does not fit [1]");
  }

  /// What only the library knows (a 16-bit addition wants scales that are powers of two) comes
  /// through its reporter.
  @Test
  void theLibrarysOwnRefusalNamesTheOperator() throws IOException {
    byte[] model = Models.doubling(TensorTypes.INT16).octets();
    assertRefused(model, "Node number 0 (ADD) failed to prepare");
  }

  private void assertRefused(byte[] octets, String why) throws IOException {
    Path file = Files.write(folder.resolve("broken.tflite"), octets);
    TfLiteException refusal =
        assertThrows(
            TfLiteException.class, () -> TfLiteGraph.open(file, TfLiteOptions.DEFAULT).close());
    String message = String.valueOf(refusal.getMessage());
    assertEquals(file + ": ", message.substring(0, file.toString().length() + 2));
    assertTrue(message.contains(why), message);
  }
}
