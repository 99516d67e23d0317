package org.fieldbeacon.tflite;

import static org.fieldbeacon.tflite.FlatWriter.floats;
import static org.fieldbeacon.tflite.FlatWriter.int32;
import static org.fieldbeacon.tflite.FlatWriter.int32s;
import static org.fieldbeacon.tflite.FlatWriter.int64s;
import static org.fieldbeacon.tflite.FlatWriter.int8;
import static org.fieldbeacon.tflite.FlatWriter.table;
import static org.fieldbeacon.tflite.FlatWriter.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.tflite.FlatWriter.Table;
import org.fieldbeacon.tflite.FlatWriter.Tables;
import org.jspecify.annotations.Nullable;

/// Builds small models by hand, field numbers as in schema.fbs.
public final class TinyModel {
  private final List<Table> tensors = new ArrayList<>();
  private final List<Table> buffers = new ArrayList<>(List.of(table()));
  private final List<Table> codes = new ArrayList<>();
  private final List<Table> operators = new ArrayList<>();
  private final List<Table> signatures = new ArrayList<>();
  private int[] inputs = {};
  private int[] outputs = {};

  /// A tensor that is fed or computed; -1 marks a dynamic dimension, declared as 1.
  public int tensor(String name, int type, int... shape) {
    return tensor(name, type, 0, null, shape);
  }

  /// A tensor with one scale, or one for each slice along `dimension`.
  public int quantized(
      String name, int type, float[] scales, long[] zeroPoints, int dimension, int... shape) {
    return tensor(name, type, 0, quantization(scales, zeroPoints, dimension), shape);
  }

  public int constant(String name, int type, byte[] octets, int... shape) {
    return tensor(name, type, buffer(octets), null, shape);
  }

  public int quantizedConstant(
      String name,
      int type,
      byte[] octets,
      float[] scales,
      long[] zeroPoints,
      int dimension,
      int... shape) {
    return tensor(name, type, buffer(octets), quantization(scales, zeroPoints, dimension), shape);
  }

  public int int32Constant(String name, int... values) {
    return constant(name, TensorTypes.INT32, int32s(values).octets(), values.length);
  }

  public TinyModel operator(String name, int[] in, int[] out, int optionsType, Table options) {
    int code = OperatorNames.code(name);
    int version = name.equals("BROADCAST_TO") ? 2 : 1;
    codes.add(table(0, int8(Math.min(code, 127)), 2, int32(version), 3, int32(code)));
    Table operator =
        optionsType == 0
            ? table(0, int32(codes.size() - 1), 1, int32s(in), 2, int32s(out))
            : table(
                0,
                int32(codes.size() - 1),
                1,
                int32s(in),
                2,
                int32s(out),
                3,
                int8(optionsType),
                4,
                options);
    operators.add(operator);
    return this;
  }

  public TinyModel operator(String name, int[] in, int... out) {
    return operator(name, in, out, 0, table());
  }

  public TinyModel inputs(int... indices) {
    inputs = indices;
    return this;
  }

  public TinyModel outputs(int... indices) {
    outputs = indices;
    return this;
  }

  public TinyModel signature(String key, Map<String, Integer> in, Map<String, Integer> out) {
    signatures.add(table(0, names(in), 1, names(out), 2, text(key), 4, int32(0)));
    return this;
  }

  public byte[] octets() {
    Table graph =
        table(
            0,
            new Tables(tensors),
            1,
            int32s(inputs),
            2,
            int32s(outputs),
            3,
            new Tables(operators),
            4,
            text("main"));
    Table model =
        table(
            0,
            int32(3),
            1,
            new Tables(codes),
            2,
            new Tables(List.of(graph)),
            3,
            text("test"),
            4,
            new Tables(buffers),
            7,
            new Tables(signatures));
    return FlatWriter.write(model, "TFL3");
  }

  public Path writeTo(Path folder, String name) throws IOException {
    return Files.write(folder.resolve(name), octets());
  }

  private int tensor(
      String name, int type, int buffer, @Nullable Table quantization, int... shape) {
    int[] declared = Arrays.stream(shape).map(Math::abs).toArray();
    Table tensor = table(0, int32s(declared), 1, int8(type), 2, int32(buffer), 3, text(name));
    if (quantization != null) {
      tensor.fields().put(4, quantization);
    }
    if (!Arrays.equals(shape, declared)) {
      tensor.fields().put(7, int32s(shape));
    }
    tensors.add(tensor);
    return tensors.size() - 1;
  }

  private int buffer(byte[] octets) {
    buffers.add(table(0, FlatWriter.data(octets)));
    return buffers.size() - 1;
  }

  private static Table quantization(float[] scales, long[] zeroPoints, int dimension) {
    return table(2, floats(scales), 3, int64s(zeroPoints), 6, int32(dimension));
  }

  private static Tables names(Map<String, Integer> map) {
    return new Tables(
        map.entrySet().stream()
            .map(e -> table(0, text(e.getKey()), 1, int32(e.getValue())))
            .toList());
  }
}
