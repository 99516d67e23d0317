package org.fieldbeacon.tflite.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractSymbolBlock;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fieldbeacon.tflite.ElementType;
import org.fieldbeacon.tflite.TensorSpec;
import org.fieldbeacon.tflite.TfLiteGraph;
import org.fieldbeacon.tflite.TfLiteSession;
import org.jspecify.annotations.Nullable;

/// Runs a graph on arrays. Safe for threads: each call borrows an interpreter.
///
/// Arrays are taken by name where all of them have the names of the inputs, by position otherwise.
/// Where every input has N rows and the model one, fixed, the rows are run one by one and the
/// outputs joined; any other shape than the declared one resizes the interpreter.
public final class TfLiteSymbolBlock extends AbstractSymbolBlock {
  private final TfLiteGraph graph;
  private final String file;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;

  TfLiteSymbolBlock(TfLiteGraph graph, String file) {
    this.graph = graph;
    this.file = file;
    this.inputs = graph.inputs();
    this.outputs = graph.outputs();
  }

  /// The inputs with their types, shapes and quantization.
  public List<TensorSpec> inputs() {
    return inputs;
  }

  /// The outputs with their types, shapes and quantization.
  public List<TensorSpec> outputs() {
    return outputs;
  }

  /// The graph itself, for use without copies.
  public TfLiteGraph graph() {
    return graph;
  }

  @Override
  public PairList<String, Shape> describeInput() {
    return described(inputs);
  }

  @Override
  public PairList<String, Shape> describeOutput() {
    return described(outputs);
  }

  /// None: the weights stay in the native library.
  @Override
  public ParameterList getDirectParameters() {
    return new ParameterList();
  }

  DataType firstType() {
    return inputs.isEmpty() ? DataType.FLOAT32 : type(inputs.getFirst().type());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters,
      NDList arrays,
      boolean training,
      @Nullable PairList<String, Object> params) {
    List<NDArray> ordered = ordered(arrays);
    List<int[]> shapes = new ArrayList<>(ordered.size());
    for (int i = 0; i < ordered.size(); i++) {
      shapes.add(shape(ordered.get(i), inputs.get(i)));
    }
    int rows = rows(shapes);
    NDManager manager = arrays.head().getManager();
    return rows == 1 ? whole(ordered, shapes, manager) : rowByRow(ordered, rows, manager);
  }

  private NDList whole(List<NDArray> arrays, List<int[]> shapes, NDManager manager) {
    try (TfLiteSession session = graph.session(shapes)) {
      for (int i = 0; i < arrays.size(); i++) {
        session.input(i).copyFrom(MemorySegment.ofBuffer(arrays.get(i).toByteBuffer()));
      }
      session.run();
      NDList results = new NDList(outputs.size());
      for (int i = 0; i < outputs.size(); i++) {
        MemorySegment octets = session.output(i);
        ByteBuffer copy = TfLiteNDManager.buffer((int) octets.byteSize());
        MemorySegment.ofBuffer(copy).copyFrom(octets);
        results.add(array(manager, copy, shape(session.outputShape(i)), outputs.get(i)));
      }
      return results;
    }
  }

  private NDList rowByRow(List<NDArray> arrays, int rows, NDManager manager) {
    List<ByteBuffer> joined = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    try (TfLiteSession session = graph.session()) {
      for (int row = 0; row < rows; row++) {
        for (int i = 0; i < arrays.size(); i++) {
          MemorySegment input = session.input(i);
          MemorySegment all = MemorySegment.ofBuffer(arrays.get(i).toByteBuffer());
          input.copyFrom(all.asSlice(row * input.byteSize(), input.byteSize()));
        }
        session.run();
        for (int i = 0; i < outputs.size(); i++) {
          MemorySegment octets = session.output(i);
          if (row == 0) {
            joined.add(TfLiteNDManager.buffer(Math.multiplyExact(rows, (int) octets.byteSize())));
            shapes.add(rowShape(session.outputShape(i), rows, outputs.get(i)));
          }
          joined.get(i).put(octets.asByteBuffer());
        }
      }
    }
    NDList results = new NDList(outputs.size());
    for (int i = 0; i < outputs.size(); i++) {
      results.add(array(manager, joined.get(i).flip(), shapes.get(i), outputs.get(i)));
    }
    return results;
  }

  /// N where every input has N rows of exactly what the model takes one of, fixed; else 1.
  private int rows(List<int[]> shapes) {
    int rows = -1;
    for (int i = 0; i < shapes.size(); i++) {
      int[] got = shapes.get(i);
      int[] declared = inputs.get(i).dynamicShape();
      boolean isBatch =
          got.length > 0
              && declared[0] == 1
              && (rows < 0 || rows == got[0])
              && Arrays.equals(got, 1, got.length, inputs.get(i).shape(), 1, got.length);
      if (!isBatch) {
        return 1;
      }
      rows = got[0];
    }
    return Math.max(rows, 1);
  }

  private Shape rowShape(int[] shape, int rows, TensorSpec spec) {
    if (shape.length == 0 || shape[0] != 1) {
      throw new IllegalArgumentException(
          file + ": output " + spec + " has no rows to join for a batch of " + rows);
    }
    shape[0] = rows;
    return shape(shape);
  }

  private List<NDArray> ordered(NDList arrays) {
    if (arrays.size() != inputs.size()) {
      throw new IllegalArgumentException(
          file + ": got " + arrays.size() + " inputs, wanted " + inputs);
    }
    List<NDArray> byName = new ArrayList<>(inputs.size());
    for (TensorSpec spec : inputs) {
      for (NDArray array : arrays) {
        if (spec.name().equals(array.getName())) {
          byName.add(array);
          break;
        }
      }
    }
    return byName.size() == inputs.size() ? byName : arrays;
  }

  private int[] shape(NDArray array, TensorSpec spec) {
    if (array.getDataType() != type(spec.type())) {
      throw new IllegalArgumentException(
          file + ": input " + spec + ": got " + array.getDataType() + ", wanted " + spec.type());
    }
    long[] shape = array.getShape().getShape();
    int[] out = new int[shape.length];
    for (int i = 0; i < shape.length; i++) {
      out[i] = Math.toIntExact(shape[i]);
    }
    if (out.length != spec.shape().length) {
      throw new IllegalArgumentException(
          file + ": input " + spec + ": got shape " + Arrays.toString(out));
    }
    return out;
  }

  private static NDArray array(NDManager manager, ByteBuffer octets, Shape shape, TensorSpec spec) {
    NDArray array =
        manager instanceof TfLiteNDManager
            ? new TfLiteNDArray(manager, octets, shape, type(spec.type()))
            : manager.create(octets, shape, type(spec.type()));
    array.setName(spec.name());
    return array;
  }

  private static PairList<String, Shape> described(List<TensorSpec> specs) {
    PairList<String, Shape> list = new PairList<>(specs.size());
    specs.forEach(spec -> list.add(spec.name(), shape(spec.dynamicShape())));
    return list;
  }

  private static Shape shape(int[] dimensions) {
    return new Shape(Arrays.stream(dimensions).asLongStream().toArray());
  }

  private static DataType type(ElementType type) {
    return switch (type) {
      case FLOAT32 -> DataType.FLOAT32;
      case FLOAT16 -> DataType.FLOAT16;
      case INT32 -> DataType.INT32;
      case UINT8 -> DataType.UINT8;
      case INT64 -> DataType.INT64;
      case BOOL -> DataType.BOOLEAN;
      case INT16 -> DataType.INT16;
      case INT8 -> DataType.INT8;
    };
  }
}
