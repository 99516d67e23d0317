package org.fieldbeacon.agent.model;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.tflite.ElementType;
import org.fieldbeacon.tflite.TensorSpec;
import org.fieldbeacon.tflite.djl.TfLiteSymbolBlock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One model file open in DJL's engine `TFLite`: octets of the input tensor in, octets of the first
/// output tensor out, one copy each way. Any thread; native work, so never the pipeline's.
final class ModelRunner implements AutoCloseable {
  private static final Map<String, String> READ =
      Map.of("threads", "1", "workers", "1", "mapped", "false");
  private static final Logger LOG = LoggerFactory.getLogger(ModelRunner.class);

  private final Model model;
  private final Predictor<ByteBuffer, ByteBuffer> predictor;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;

  private ModelRunner(Model model, Octets translator) {
    this.model = model;
    this.predictor = model.newPredictor(translator);
    TfLiteSymbolBlock block = (TfLiteSymbolBlock) model.getBlock();
    this.inputs = block.inputs();
    this.outputs = block.outputs();
  }

  /// Of a private copy on disk where there is room for one, so that what the file holds takes
  /// memory only while it is needed; else of the file read into memory.
  ///
  /// @throws ModelException when it is no model that can be run
  static ModelRunner open(Path file) {
    Optional<Path> scratch = ScratchFolder.withRoomFor(file);
    if (scratch.isPresent()) {
      try {
        return open(
            file, Map.of("threads", "1", "workers", "1", "copyIn", String.valueOf(scratch.get())));
      } catch (IOException e) {
        LOG.warn("model={} read into memory, not copied to {}: {}", file, scratch.get(), e);
      }
    }
    try {
      return open(file, READ);
    } catch (IOException e) {
      throw new ModelException(String.valueOf(e.getMessage()), e);
    }
  }

  private static ModelRunner open(Path file, Map<String, String> options) throws IOException {
    var translator = new Octets();
    String name = String.valueOf(file.getFileName());
    // Not by DJL's criteria: they bring the model zoos and their readers into memory.
    Model model = Model.newInstance(name, "TFLite");
    try {
      model.load(file.toAbsolutePath().getParent(), name, options);
      var runner = new ModelRunner(model, translator);
      if (!runner.inputs.isEmpty()) {
        translator.take(runner.inputs.getFirst());
      }
      return runner;
    } catch (MalformedModelException e) {
      model.close();
      throw new ModelException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      model.close();
      throw e;
    }
  }

  List<TensorSpec> inputs() {
    return inputs;
  }

  List<TensorSpec> outputs() {
    return outputs;
  }

  /// Octets of the first input.
  int inputBytes() {
    return bytes(inputs.getFirst());
  }

  static int bytes(TensorSpec spec) {
    return Arrays.stream(spec.shape()).reduce(1, Math::multiplyExact) * width(spec.type());
  }

  static int width(ElementType type) {
    return switch (type) {
      case INT8, UINT8, BOOL -> 1;
      case INT16, FLOAT16 -> 2;
      case INT32, FLOAT32 -> 4;
      case INT64 -> 8;
    };
  }

  /// @param input native byte order, as many octets as [#inputBytes]
  /// @return native byte order, position 0
  /// @throws ModelException when the model fails
  ByteBuffer run(ByteBuffer input) {
    try {
      return predictor.predict(input).order(ByteOrder.nativeOrder());
    } catch (TranslateException e) {
      throw new ModelException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    predictor.close();
    model.close();
  }

  /// Hands octets on as they are.
  private static final class Octets implements NoBatchifyTranslator<ByteBuffer, ByteBuffer> {
    private Shape shape = new Shape();
    private DataType type = DataType.INT8;

    void take(TensorSpec spec) {
      shape = new Shape(Arrays.stream(spec.shape()).asLongStream().toArray());
      type =
          switch (spec.type()) {
            case FLOAT32 -> DataType.FLOAT32;
            case FLOAT16 -> DataType.FLOAT16;
            case INT8 -> DataType.INT8;
            case UINT8 -> DataType.UINT8;
            case INT16 -> DataType.INT16;
            case INT32 -> DataType.INT32;
            case INT64 -> DataType.INT64;
            case BOOL -> DataType.BOOLEAN;
          };
    }

    @Override
    public NDList processInput(TranslatorContext context, ByteBuffer input) {
      NDArray array = context.getNDManager().create(input, shape, type);
      return new NDList(array);
    }

    @Override
    public ByteBuffer processOutput(TranslatorContext context, NDList outputs) {
      return outputs.getFirst().toByteBuffer();
    }
  }
}
