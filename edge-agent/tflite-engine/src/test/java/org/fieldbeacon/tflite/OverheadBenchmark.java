package org.fieldbeacon.tflite;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What the engine adds to an inference: the same model and octets in and out through the bare C
/// API, through a [TfLiteSession], and through DJL.
///
/// Bare is what a C program does: one prepared interpreter, `TfLiteTensorCopyFromBuffer`,
/// `TfLiteInterpreterInvoke`, `TfLiteTensorCopyToBuffer`, nothing checked, nothing shared. The
/// median is what counts: a mean on a busy machine is the machine's.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgs = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("restricted")
public class OverheadBenchmark {
  private static final MethodHandle COPY_IN = copy("TfLiteTensorCopyFromBuffer");
  private static final MethodHandle COPY_OUT = copy("TfLiteTensorCopyToBuffer");

  /// `tiny` takes a few microseconds, so that what is added stands out.
  @Param({"tiny", "mobilenet"})
  public String model = "tiny";

  private final Arena arena = Arena.ofShared();
  private byte[] pixels = {};
  private byte[] scores = {};
  private MemorySegment pixelsOffHeap = MemorySegment.NULL;
  private MemorySegment scoresOffHeap = MemorySegment.NULL;
  private @Nullable TfLiteGraph graph;
  private @Nullable LoadedModel loaded;
  private @Nullable Interpreter interpreter;
  private @Nullable Model djl;
  private @Nullable Predictor<byte[], byte[]> predictor;

  @Setup
  public void open() throws IOException, MalformedModelException {
    Path folder = Files.createTempDirectory("overhead");
    Path file =
        model.equals("tiny")
            ? Models.int8Classifier().writeTo(folder, "tiny.tflite")
            : Resources.copy(Resources.MOBILENET, folder);
    graph = TfLiteGraph.open(file, TfLiteOptions.DEFAULT);
    TensorSpec in = graph.inputs().getFirst();
    pixels = new byte[Arrays.stream(in.shape()).reduce(1, (a, b) -> a * b)];
    new Random(1).nextBytes(pixels);
    scores = new byte[Arrays.stream(graph.outputs().getFirst().shape()).reduce(1, (a, b) -> a * b)];
    pixelsOffHeap = arena.allocate(pixels.length, 64).copyFrom(MemorySegment.ofArray(pixels));
    scoresOffHeap = arena.allocate(scores.length, 64);
    loaded = LoadedModel.load(file, TfLiteOptions.DEFAULT);
    interpreter = Interpreter.create(loaded);
    djl = Model.newInstance("overhead", "TFLite");
    djl.load(file);
    predictor =
        djl.newPredictor(
            new Octets(new Shape(Arrays.stream(in.shape()).asLongStream().toArray()), in.type()));
  }

  @TearDown
  public void close() {
    Objects.requireNonNull(predictor).close();
    Objects.requireNonNull(djl).close();
    Objects.requireNonNull(interpreter).close();
    Objects.requireNonNull(loaded).close();
    Objects.requireNonNull(graph).close();
    arena.close();
  }

  @Benchmark
  public MemorySegment bare() throws Throwable {
    Interpreter bare = Objects.requireNonNull(interpreter);
    MemorySegment in = bare.input(0).tensor();
    int copied = (int) COPY_IN.invokeExact(in, pixelsOffHeap, (long) pixels.length);
    int ran = CApi.invoke(bare.handle());
    MemorySegment out = bare.output(0).tensor();
    int got = (int) COPY_OUT.invokeExact(out, scoresOffHeap, (long) scores.length);
    if ((copied | ran | got) != 0) {
      throw new IllegalStateException(copied + " " + ran + " " + got);
    }
    return scoresOffHeap;
  }

  @Benchmark
  public MemorySegment session() {
    try (TfLiteSession session = Objects.requireNonNull(graph).session()) {
      session.input(0).copyFrom(pixelsOffHeap);
      session.run();
      return scoresOffHeap.copyFrom(session.output(0));
    }
  }

  @Benchmark
  public byte[] throughDjl() throws TranslateException {
    return Objects.requireNonNull(predictor).predict(pixels);
  }

  /// The leanest translator there is.
  private record Octets(Shape shape, ElementType type) implements Translator<byte[], byte[]> {
    @Override
    public NDList processInput(TranslatorContext context, byte[] input) {
      DataType octet = type == ElementType.INT8 ? DataType.INT8 : DataType.UINT8;
      return new NDList(context.getNDManager().create(ByteBuffer.wrap(input), shape, octet));
    }

    @Override
    public byte[] processOutput(TranslatorContext context, NDList list) {
      return list.head().toByteArray();
    }

    @Override
    public @Nullable Batchifier getBatchifier() {
      return null;
    }
  }

  private static MethodHandle copy(String name) {
    return Linker.nativeLinker()
        .downcallHandle(
            NativeLibrary.symbols().findOrThrow(name),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG));
  }
}
