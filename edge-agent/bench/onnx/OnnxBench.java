import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/// Times a converted model in DJL's engine `OnnxRuntime` as `fieldbeacon model bench` times the
/// original in ours: octets in, octets out, one thread. Run by `litert.py --onnx`.
///
///     java -cp JARS OnnxBench.java RUNS MODEL.onnx int8|float32 SHAPE OCTETS.in
///
/// Prints the smallest time and the median in microseconds, and the answer as hexadecimal.
final class OnnxBench {
  private static final int WARM_UP = 200;

  private OnnxBench() {}

  /// The input as it stands.
  private record Octets(Shape shape, DataType type)
      implements NoBatchifyTranslator<ByteBuffer, ByteBuffer> {
    @Override
    public NDList processInput(TranslatorContext context, ByteBuffer input) {
      return new NDList(context.getNDManager().create(input, shape, type));
    }

    @Override
    public ByteBuffer processOutput(TranslatorContext context, NDList outputs) {
      return outputs.getFirst().toByteBuffer();
    }
  }

  public static void main(String[] args) throws Exception {
    int runs = Integer.parseInt(args[0]);
    Path file = Path.of(args[1]).toAbsolutePath();
    var shape = new Shape(Stream.of(args[3].split(",")).mapToLong(Long::parseLong).toArray());
    var octets = new Octets(shape, DataType.valueOf(args[2].toUpperCase(java.util.Locale.ROOT)));
    byte[] input = Files.readAllBytes(Path.of(args[4]));
    try (Model model = Model.newInstance("bench", "OnnxRuntime")) {
      model.load(
          file.getParent(),
          String.valueOf(file.getFileName()),
          Map.of("intraOpNumThreads", "1", "interOpNumThreads", "1"));
      try (Predictor<ByteBuffer, ByteBuffer> predictor = model.newPredictor(octets)) {
        long[] nanos = new long[runs];
        ByteBuffer answer = ByteBuffer.allocate(0);
        for (int i = -WARM_UP; i < runs; i++) {
          ByteBuffer fresh = ByteBuffer.wrap(input).order(ByteOrder.nativeOrder());
          long began = System.nanoTime();
          answer = predictor.predict(fresh);
          if (i >= 0) {
            nanos[i] = System.nanoTime() - began;
          }
        }
        Arrays.sort(nanos);
        byte[] said = new byte[answer.remaining()];
        answer.get(said);
        System.out.printf("%.1f %.1f ", nanos[0] / 1e3, nanos[runs / 2] / 1e3);
        System.out.println(java.util.HexFormat.of().formatHex(said));
      }
    }
  }
}
