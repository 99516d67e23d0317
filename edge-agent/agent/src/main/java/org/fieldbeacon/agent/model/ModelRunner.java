package org.fieldbeacon.agent.model;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.fieldbeacon.tflite.ElementType;
import org.fieldbeacon.tflite.TensorSpec;
import org.fieldbeacon.tflite.djl.TfLiteSymbolBlock;

/// One model file open in DJL's engine `TFLite`: octets of the input tensor in, octets of the first
/// output tensor out, one copy each way. Any thread; native work, so never the pipeline's.
final class ModelRunner implements AutoCloseable {
  private final ZooModel<ByteBuffer, ByteBuffer> model;
  private final Predictor<ByteBuffer, ByteBuffer> predictor;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;

  private ModelRunner(ZooModel<ByteBuffer, ByteBuffer> model) {
    this.model = model;
    this.predictor = model.newPredictor();
    TfLiteSymbolBlock block = (TfLiteSymbolBlock) model.getBlock();
    this.inputs = block.inputs();
    this.outputs = block.outputs();
  }

  /// @throws ModelException when it is no model that can be run
  static ModelRunner open(Path file) {
    var translator = new Octets();
    try {
      var runner =
          new ModelRunner(
              Criteria.builder()
                  .setTypes(ByteBuffer.class, ByteBuffer.class)
                  .optEngine("TFLite")
                  .optModelPath(file.toAbsolutePath().getParent())
                  .optModelName(String.valueOf(file.getFileName()))
                  .optTranslator(translator)
                  .optOption("threads", "1")
                  .optOption("workers", "1")
                  .optOption("mapped", "false")
                  .build()
                  .loadModel());
      if (!runner.inputs.isEmpty()) {
        translator.take(runner.inputs.getFirst());
      }
      return runner;
    } catch (IOException | ModelNotFoundException | MalformedModelException e) {
      throw new ModelException(String.valueOf(e.getMessage()), e);
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
