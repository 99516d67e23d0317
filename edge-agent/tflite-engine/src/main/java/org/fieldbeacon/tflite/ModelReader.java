package org.fieldbeacon.tflite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeacon.tflite.ModelFacts.Constant;
import org.fieldbeacon.tflite.ModelFacts.Operator;
import org.fieldbeacon.tflite.ModelFacts.Signature;
import org.fieldbeacon.tflite.ModelFacts.Subgraph;
import org.fieldbeacon.tflite.ModelFacts.Tensor;
import org.jspecify.annotations.Nullable;

/// Reads a model after `tensorflow/lite/schema/schema.fbs` version 3 and refuses what the native
/// library would trust: indices out of range, shapes that disagree with their octets, quantization
/// parameters that cannot be.
final class ModelReader {
  private static final int SCHEMA_VERSION = 3;
  private static final int MOST_RANK = 8;
  private static final int MOST_SUBGRAPHS = 1024;
  private static final float LEAST_SCALE = 1e-30f;
  private static final float MOST_SCALE = 1e30f;

  private final long maxTensorBytes;

  private ModelReader(long maxTensorBytes) {
    this.maxTensorBytes = maxTensorBytes;
  }

  /// @throws ModelFault where the file is no model that this engine can run
  static ModelFacts read(FlatBuffer file, long maxTensorBytes) {
    return new ModelReader(maxTensorBytes).model(file.root("TFL3"));
  }

  private ModelFacts model(FlatBuffer.Table model) {
    int version = model.int32(0, 0);
    if (version != SCHEMA_VERSION) {
      throw new ModelFault("schema version: got " + version + ", wanted " + SCHEMA_VERSION);
    }
    List<FlatBuffer.Table> codes = tables(model.vector(1, 4, "operator_codes"));
    List<Optional<Constant>> buffers = new ArrayList<>();
    for (FlatBuffer.Table buffer : tables(model.vector(4, 4, "buffers"))) {
      buffers.add(constant(buffer));
    }
    List<FlatBuffer.Table> graphs = tables(model.vector(2, 4, "subgraphs"));
    if (graphs.isEmpty() || graphs.size() > MOST_SUBGRAPHS) {
      throw new ModelFault("subgraphs: got " + graphs.size() + ", wanted 1.." + MOST_SUBGRAPHS);
    }
    List<Subgraph> subgraphs = new ArrayList<>();
    for (int i = 0; i < graphs.size(); i++) {
      subgraphs.add(subgraph(i, graphs.get(i), codes, buffers));
    }
    for (FlatBuffer.Table entry : tables(model.vector(6, 4, "metadata"))) {
      index(entry.int32(1, 0), buffers.size(), entry.path() + ".buffer");
    }
    List<Signature> signatures = new ArrayList<>();
    for (FlatBuffer.Table entry : tables(model.vector(7, 4, "signature_defs"))) {
      signatures.add(signature(entry, subgraphs));
    }
    return new ModelFacts(List.copyOf(subgraphs), List.copyOf(signatures));
  }

  private static Optional<Constant> constant(FlatBuffer.Table buffer) {
    if (buffer.int64(1, 0) != 0 || buffer.int64(2, 0) != 0) {
      throw new ModelFault(buffer.path() + ": data outside of the FlatBuffer is not supported");
    }
    FlatBuffer.Vector data = buffer.vector(0, 1, "data");
    return data.count() == 0
        ? Optional.empty()
        : Optional.of(new Constant(data.start(), data.count(), data));
  }

  private Subgraph subgraph(
      int index,
      FlatBuffer.Table graph,
      List<FlatBuffer.Table> codes,
      List<Optional<Constant>> buffers) {
    List<Tensor> tensors = new ArrayList<>();
    for (FlatBuffer.Table tensor : tables(graph.vector(0, 4, "tensors"))) {
      tensors.add(tensor(tensor, buffers));
    }
    int[] inputs = graph.vector(1, 4, "inputs").int32s();
    int[] outputs = graph.vector(2, 4, "outputs").int32s();
    indices(inputs, 0, tensors.size(), graph.path() + ".inputs");
    indices(outputs, 0, tensors.size(), graph.path() + ".outputs");
    List<Operator> operators = new ArrayList<>();
    List<FlatBuffer.Table> nodes = tables(graph.vector(3, 4, "operators"));
    for (int i = 0; i < nodes.size(); i++) {
      operators.add(operator(index, i, nodes.get(i), codes, tensors.size()));
    }
    return new Subgraph(index, List.copyOf(tensors), inputs, outputs, List.copyOf(operators));
  }

  private Tensor tensor(FlatBuffer.Table table, List<Optional<Constant>> buffers) {
    String path = table.path();
    String name = table.string(3, "name");
    int type = table.int8(1, 0);
    int bits = TensorTypes.bits(type);
    if (bits == 0) {
      throw new ModelFault(
          path + " \"" + name + "\": element type " + TensorTypes.name(type) + " is not supported");
    }
    if (table.table(6, "sparsity") != null) {
      throw new ModelFault(path + " \"" + name + "\": sparse tensors are not supported");
    }
    int[] shape = table.vector(0, 4, "shape").int32s();
    long bytes = bytes(shape, bits, path);
    int[] dynamic = dynamicShape(table, shape);
    boolean variable = table.int8(5, 0) != 0;
    int buffer = table.int32(2, 0);
    Optional<Constant> data = buffers.get(index(buffer, buffers.size(), path + ".buffer"));
    if (data.isPresent() && data.get().bytes() != bytes) {
      throw new ModelFault(
          path
              + ".buffer: shape "
              + Arrays.toString(shape)
              + " of "
              + TensorTypes.name(type)
              + " needs "
              + bytes
              + " octets, buffer "
              + buffer
              + " has "
              + data.get().bytes());
    }
    if (data.isPresent() && variable) {
      throw new ModelFault(path + ": a variable with constant data");
    }
    return new Tensor(name, type, shape, dynamic, data, variable, quantization(table, type, shape));
  }

  private long bytes(int[] shape, int bits, String path) {
    if (shape.length > MOST_RANK) {
      throw new ModelFault(path + ".shape: rank " + shape.length + ", wanted 0.." + MOST_RANK);
    }
    long elements = 1;
    for (int dimension : shape) {
      if (dimension < 0) {
        throw new ModelFault(path + ".shape: got " + Arrays.toString(shape) + ", wanted 0 or more");
      }
      elements = Math.multiplyHigh(elements, (long) dimension) != 0 ? -1 : elements * dimension;
      if (elements < 0 || elements > maxTensorBytes * 2) {
        throw new ModelFault(
            path
                + ".shape: "
                + Arrays.toString(shape)
                + " needs more than "
                + maxTensorBytes
                + " octets");
      }
    }
    long bytes = (elements * bits + 7) / 8;
    if (bytes > maxTensorBytes) {
      throw new ModelFault(
          path
              + ".shape: "
              + Arrays.toString(shape)
              + " needs "
              + bytes
              + " octets, wanted up to "
              + maxTensorBytes);
    }
    return bytes;
  }

  private static int[] dynamicShape(FlatBuffer.Table table, int[] shape) {
    FlatBuffer.Vector vector = table.vector(7, 4, "shape_signature");
    if (vector.count() == 0) {
      return shape;
    }
    int[] dynamic = vector.int32s();
    boolean agrees = dynamic.length == shape.length;
    for (int i = 0; agrees && i < shape.length; i++) {
      agrees = dynamic[i] == -1 || dynamic[i] == shape[i];
    }
    if (!agrees) {
      throw new ModelFault(
          table.path()
              + ".shape_signature: "
              + Arrays.toString(dynamic)
              + " disagrees with shape "
              + Arrays.toString(shape));
    }
    return dynamic;
  }

  private static Optional<Quantization> quantization(
      FlatBuffer.Table tensor, int type, int[] shape) {
    FlatBuffer.@Nullable Table table = tensor.table(4, "quantization");
    if (table == null) {
      return Optional.empty();
    }
    if (table.uint8(4, 0) != 0) {
      throw new ModelFault(table.path() + ": custom or blockwise quantization is not supported");
    }
    float[] scales = table.vector(2, 4, "scale").floats();
    long[] zeroPoints = table.vector(3, 8, "zero_point").int64s();
    int dimension = table.int32(6, 0);
    if (scales.length == 0) {
      return Optional.empty();
    }
    if (zeroPoints.length == 0) {
      zeroPoints = new long[scales.length];
    }
    if (zeroPoints.length == 1 && scales.length > 1) {
      long shared = zeroPoints[0];
      zeroPoints = new long[scales.length];
      Arrays.fill(zeroPoints, shared);
    }
    String fault = fault(scales, zeroPoints, dimension, type, shape);
    if (!fault.isEmpty()) {
      throw new ModelFault(table.path() + fault);
    }
    return Optional.of(new Quantization(scales, zeroPoints, dimension));
  }

  private static String fault(
      float[] scales, long[] zeroPoints, int dimension, int type, int[] shape) {
    if (zeroPoints.length != scales.length) {
      return ": " + scales.length + " scales, " + zeroPoints.length + " zero points";
    }
    if (dimension < 0 || dimension > 0 && dimension >= shape.length) {
      return ".quantized_dimension: got " + dimension + " for rank " + shape.length;
    }
    if (scales.length > 1 && (shape.length == 0 || scales.length != shape[dimension])) {
      return ": " + scales.length + " scales for shape " + Arrays.toString(shape);
    }
    for (float scale : scales) {
      if (!(scale >= LEAST_SCALE && scale <= MOST_SCALE)) {
        return ".scale: got " + scale + ", wanted " + LEAST_SCALE + ".." + MOST_SCALE;
      }
    }
    long low = lowest(type);
    long high = type == TensorTypes.UINT8 ? 255 : -low - 1;
    for (long zero : zeroPoints) {
      if (zero < low || zero > high) {
        return ".zero_point: got " + zero + ", wanted " + low + ".." + high;
      }
    }
    return "";
  }

  private static long lowest(int type) {
    return switch (type) {
      case TensorTypes.UINT8 -> 0;
      case TensorTypes.INT8 -> Byte.MIN_VALUE;
      case TensorTypes.INT16 -> Short.MIN_VALUE;
      case TensorTypes.INT4 -> -8;
      default -> Integer.MIN_VALUE;
    };
  }

  private static Operator operator(
      int graph, int index, FlatBuffer.Table table, List<FlatBuffer.Table> codes, int tensors) {
    int opcode = index(table.int32(0, 0), codes.size(), table.path() + ".opcode_index");
    FlatBuffer.Table code = codes.get(opcode);
    // Codes above 127 live in the newer field; the older one then holds 127 (schema.fbs,
    // OperatorCode).
    int builtin = Math.max(code.int8(0, 0), code.int32(3, 0));
    String custom = code.string(1, "custom_code");
    String path =
        "operator "
            + index
            + " "
            + (builtin == OperatorNames.CUSTOM
                ? "CUSTOM \"" + custom + "\""
                : OperatorNames.name(builtin))
            + (graph == 0 ? "" : " of subgraph " + graph);
    int[] inputs = table.vector(1, 4, "inputs").int32s();
    int[] outputs = table.vector(2, 4, "outputs").int32s();
    int[] intermediates = table.vector(8, 4, "intermediates").int32s();
    indices(inputs, -1, tensors, path + ".inputs");
    indices(outputs, 0, tensors, path + ".outputs");
    indices(intermediates, -1, tensors, path + ".intermediates");
    if (table.int64(9, 0) != 0 || table.int64(10, 0) != 0 || table.uint8(11, 0) != 0) {
      throw new ModelFault(path + ": large custom options and StableHLO options are not supported");
    }
    return new Operator(
        path,
        builtin,
        inputs,
        outputs,
        intermediates,
        table.uint8(3, 0),
        table.table(4, "builtin_options"));
  }

  private static Signature signature(FlatBuffer.Table table, List<Subgraph> subgraphs) {
    int graph = index(table.int32(4, 0), subgraphs.size(), table.path() + ".subgraph_index");
    int tensors = subgraphs.get(graph).tensors().size();
    return new Signature(
        table.string(2, "signature_key"),
        graph,
        names(tables(table.vector(0, 4, "inputs")), tensors),
        names(tables(table.vector(1, 4, "outputs")), tensors));
  }

  private static Map<String, Integer> names(List<FlatBuffer.Table> entries, int tensors) {
    Map<String, Integer> names = new TreeMap<>();
    for (FlatBuffer.Table entry : entries) {
      int tensor = index(entry.int32(1, 0), tensors, entry.path() + ".tensor_index");
      names.put(entry.string(0, "name"), tensor);
    }
    return names;
  }

  private static List<FlatBuffer.Table> tables(FlatBuffer.Vector vector) {
    List<FlatBuffer.Table> tables = new ArrayList<>();
    for (int i = 0; i < vector.count(); i++) {
      tables.add(vector.table(i));
    }
    return tables;
  }

  private static int index(int got, int count, String where) {
    if (got < 0 || got >= count) {
      throw new ModelFault(
          where + ": got " + Integer.toUnsignedLong(got) + ", wanted 0.." + (count - 1));
    }
    return got;
  }

  private static void indices(int[] got, int least, int count, String where) {
    for (int i = 0; i < got.length; i++) {
      if (got[i] < least || got[i] >= count) {
        throw new ModelFault(
            where + "[" + i + "]: got " + got[i] + ", wanted " + least + ".." + (count - 1));
      }
    }
  }
}
