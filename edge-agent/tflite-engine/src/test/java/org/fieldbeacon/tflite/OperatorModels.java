package org.fieldbeacon.tflite;

import static org.fieldbeacon.tflite.FlatWriter.float32;
import static org.fieldbeacon.tflite.FlatWriter.floats;
import static org.fieldbeacon.tflite.FlatWriter.int32;
import static org.fieldbeacon.tflite.FlatWriter.int32s;
import static org.fieldbeacon.tflite.FlatWriter.int8;
import static org.fieldbeacon.tflite.FlatWriter.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeacon.tflite.FlatWriter.Table;

/// A model of one operator each, for those that are more than element by element.
final class OperatorModels {
  private static final int FLOAT = TensorTypes.FLOAT32;
  private static final int INT = TensorTypes.INT32;
  private static final int BYTE = TensorTypes.INT8;
  private static final Table NONE = table();

  private final Map<String, TinyModel> models = new TreeMap<>();

  private OperatorModels() {}

  /// By a name that begins with the operator's.
  static Map<String, TinyModel> all() {
    OperatorModels all = new OperatorModels();
    all.reductions();
    all.shapes();
    all.selections();
    all.windows();
    all.arithmetic();
    return all.models;
  }

  private void reductions() {
    for (String name : new String[] {"MEAN", "SUM", "REDUCE_PROD", "REDUCE_MAX", "REDUCE_MIN"}) {
      model(name, 27, table(0, int8(0)), in(FLOAT, 2, 3, 4), ints(1), out(FLOAT, 2, 4));
    }
    model(
        "MEAN-int8",
        27,
        table(0, int8(1)),
        in(BYTE, 1, 4, 4, 3),
        ints(1, 2),
        out(BYTE, 1, 1, 1, 3));
    model(
        "SUM-int8", 27, table(0, int8(1)), in(BYTE, 1, 4, 4, 3), ints(1, 2), out(BYTE, 1, 1, 1, 3));
    model(
        "REDUCE_ANY",
        27,
        table(0, int8(0)),
        in(TensorTypes.BOOL, 2, 3),
        ints(1),
        out(TensorTypes.BOOL, 2));
    model("ARG_MAX", 40, table(0, int8(INT)), in(FLOAT, 2, 5), ints(1), out(INT, 2));
    model("ARG_MIN", 57, table(0, int8(INT)), in(BYTE, 2, 5), ints(1), out(INT, 2));
    model("CUMSUM", 102, NONE, in(FLOAT, 2, 5), ints(1), out(FLOAT, 2, 5));
    model("SOFTMAX", 9, table(0, float32(1)), in(FLOAT, 2, 5), out(FLOAT, 2, 5));
    model("LOG_SOFTMAX", 36, NONE, in(FLOAT, 2, 5), out(FLOAT, 2, 5));
    model("L2_NORMALIZATION", 12, NONE, in(FLOAT, 2, 5), out(FLOAT, 2, 5));
  }

  private void shapes() {
    model("RESHAPE", 17, table(0, int32s(3, 4)), in(FLOAT, 2, 6), ints(3, 4), out(FLOAT, 3, 4));
    model("SQUEEZE", 30, table(0, int32s(0)), in(FLOAT, 1, 6), out(FLOAT, 6));
    model("EXPAND_DIMS", 52, NONE, in(FLOAT, 2, 6), ints(1), out(FLOAT, 2, 1, 6));
    model("TRANSPOSE", 26, NONE, in(FLOAT, 2, 3, 4), ints(2, 0, 1), out(FLOAT, 4, 2, 3));
    model("TRANSPOSE-int8", 26, NONE, in(BYTE, 2, 3, 4), ints(1, 0, 2), out(BYTE, 3, 2, 4));
    model("PAD", 22, NONE, in(FLOAT, 2, 3), pairs(0, 1, 2, 0), out(FLOAT, 3, 5));
    model(
        "PAD-int8",
        22,
        NONE,
        in(BYTE, 1, 4, 4, 2),
        pairs(0, 0, 1, 1, 1, 1, 0, 0),
        out(BYTE, 1, 6, 6, 2));
    model(
        "MIRROR_PAD", 77, table(0, int8(0)), in(FLOAT, 3, 3), pairs(1, 1, 1, 1), out(FLOAT, 5, 5));
    model("TILE", 51, NONE, in(FLOAT, 2, 3), ints(2, 1), out(FLOAT, 4, 3));
    model("BROADCAST_TO", 104, NONE, in(FLOAT, 1, 3), ints(4, 3), out(FLOAT, 4, 3));
    model("FILL", 68, NONE, ints(2, 3), in(FLOAT), out(FLOAT, 2, 3));
    model("RANGE", 73, NONE, in(INT), scalar(9), scalar(2), out(INT, 4));
    model("SHAPE", 55, table(0, int8(INT)), in(FLOAT, 2, 3), out(INT, 2));
    model("RANK", 86, NONE, in(FLOAT, 2, 3), out(INT));
    model(
        "PACK",
        59,
        table(0, int32(2), 1, int32(1)),
        in(FLOAT, 2, 3),
        in(FLOAT, 2, 3),
        out(FLOAT, 2, 2, 3));
    model(
        "UNPACK",
        64,
        table(0, int32(2), 1, int32(0)),
        in(FLOAT, 2, 3),
        out(FLOAT, 3),
        out(FLOAT, 3));
    model(
        "CONCATENATION",
        10,
        table(0, int32(1)),
        in(FLOAT, 2, 3),
        in(FLOAT, 2, 2),
        out(FLOAT, 2, 5));
    model(
        "CONCATENATION-int8",
        10,
        table(0, int32(3)),
        in(BYTE, 1, 2, 2, 3),
        in(BYTE, 1, 2, 2, 1),
        out(BYTE, 1, 2, 2, 4));
    model("SPACE_TO_DEPTH", 19, table(0, int32(2)), in(FLOAT, 1, 4, 4, 1), out(FLOAT, 1, 2, 2, 4));
    model("DEPTH_TO_SPACE", 94, table(0, int32(2)), in(FLOAT, 1, 2, 2, 4), out(FLOAT, 1, 4, 4, 1));
    model(
        "SPACE_TO_BATCH_ND",
        25,
        NONE,
        in(FLOAT, 1, 4, 4, 1),
        ints(2, 2),
        pairs(0, 0, 0, 0),
        out(FLOAT, 4, 2, 2, 1));
    model(
        "BATCH_TO_SPACE_ND",
        24,
        NONE,
        in(FLOAT, 4, 2, 2, 1),
        ints(2, 2),
        pairs(0, 0, 0, 0),
        out(FLOAT, 1, 4, 4, 1));
    model("REVERSE_V2", 81, NONE, in(FLOAT, 2, 3), ints(1), out(FLOAT, 2, 3));
  }

  private void selections() {
    model("SLICE", 48, NONE, in(FLOAT, 4, 5), ints(1, 2), ints(2, 3), out(FLOAT, 2, 3));
    model(
        "STRIDED_SLICE",
        32,
        table(0, int32(1), 1, int32(2)),
        in(FLOAT, 4, 5),
        ints(0, 1),
        ints(4, 5),
        ints(2, 1),
        out(FLOAT, 2, 4));
    model(
        "SPLIT",
        35,
        table(0, int32(2)),
        scalar(1),
        in(FLOAT, 2, 6),
        out(FLOAT, 2, 3),
        out(FLOAT, 2, 3));
    model(
        "SPLIT_V",
        79,
        table(0, int32(2)),
        in(FLOAT, 2, 6),
        ints(2, 4),
        scalar(1),
        out(FLOAT, 2, 2),
        out(FLOAT, 2, 4));
    model("GATHER", 23, table(0, int32(1)), in(FLOAT, 2, 6), ints(5, 0, 3), out(FLOAT, 2, 3));
    model("GATHER_ND", 83, NONE, in(FLOAT, 4, 6), pairs(0, 1, 3, 5), out(FLOAT, 2));
    model("TOPK_V2", 34, NONE, in(FLOAT, 2, 6), scalar(3), out(FLOAT, 2, 3), out(INT, 2, 3));
    model(
        "ONE_HOT",
        61,
        table(0, int32(-1)),
        in(INT, 3),
        scalar(4),
        real(1),
        real(0),
        out(FLOAT, 3, 4));
    model("SELECT", 47, NONE, in(TensorTypes.BOOL, 4), in(FLOAT, 4), in(FLOAT, 4), out(FLOAT, 4));
    model(
        "SELECT_V2",
        98,
        NONE,
        in(TensorTypes.BOOL, 1, 4),
        in(FLOAT, 2, 4),
        in(FLOAT, 1),
        out(FLOAT, 2, 4));
    model("WHERE-int", 85, NONE, in(INT, 3, 2), out(TensorTypes.INT64, 1, 2));
  }

  private void windows() {
    Table pool = table(0, int8(0), 1, int32(2), 2, int32(2), 3, int32(3), 4, int32(3));
    model("AVERAGE_POOL_2D", 5, pool, in(FLOAT, 1, 6, 6, 2), out(FLOAT, 1, 3, 3, 2));
    model("AVERAGE_POOL_2D-int8", 5, pool, in(BYTE, 1, 6, 6, 2), out(BYTE, 1, 3, 3, 2));
    model(
        "CONV_2D",
        1,
        table(0, int8(1), 1, int32(1), 2, int32(1)),
        in(FLOAT, 1, 5, 5, 2),
        weights(36, 2, 3, 3, 2),
        weights(2, 2),
        out(FLOAT, 1, 3, 3, 2));
    model(
        "DEPTHWISE_CONV_2D",
        2,
        table(0, int8(1), 1, int32(1), 2, int32(1), 3, int32(1)),
        in(FLOAT, 1, 5, 5, 2),
        weights(18, 1, 3, 3, 2),
        weights(2, 2),
        out(FLOAT, 1, 3, 3, 2));
    model(
        "TRANSPOSE_CONV",
        49,
        table(0, int8(1), 1, int32(2), 2, int32(2)),
        ints(1, 5, 5, 2),
        weights(36, 2, 3, 3, 2),
        in(FLOAT, 1, 2, 2, 2),
        out(FLOAT, 1, 5, 5, 2));
    model(
        "FULLY_CONNECTED",
        8,
        table(0, int8(1)),
        in(FLOAT, 2, 3),
        weights(12, 4, 3),
        weights(4, 4),
        out(FLOAT, 2, 4));
    model(
        "BATCH_MATMUL",
        101,
        table(0, int8(0)),
        in(FLOAT, 2, 3, 4),
        in(FLOAT, 2, 4, 5),
        out(FLOAT, 2, 3, 5));
    model(
        "RESIZE_BILINEAR",
        15,
        table(2, int8(0), 3, int8(1)),
        in(FLOAT, 1, 2, 2, 1),
        ints(4, 4),
        out(FLOAT, 1, 4, 4, 1));
    model(
        "RESIZE_NEAREST_NEIGHBOR",
        74,
        table(0, int8(0)),
        in(BYTE, 1, 2, 2, 1),
        ints(4, 4),
        out(BYTE, 1, 4, 4, 1));
  }

  private void arithmetic() {
    model("DIV", 29, NONE, in(FLOAT, 2, 3), in(FLOAT, 3), out(FLOAT, 2, 3));
    model("SUB-int32", 28, NONE, in(INT, 2, 3), in(INT, 2, 3), out(INT, 2, 3));
    model("MUL-int8", 21, NONE, in(BYTE, 2, 3), in(BYTE, 1, 3), out(BYTE, 2, 3));
    model("FLOOR_DIV", 65, NONE, in(FLOAT, 2, 3), real(2), out(FLOAT, 2, 3));
    model("POW", 56, NONE, in(FLOAT, 2, 3), in(FLOAT, 2, 3), out(FLOAT, 2, 3));
    model("MAXIMUM", 39, NONE, in(BYTE, 2, 3), in(BYTE, 1, 3), out(BYTE, 2, 3));
    model("LESS", 41, NONE, in(FLOAT, 2, 3), in(FLOAT, 3), out(TensorTypes.BOOL, 2, 3));
    model("EQUAL-int8", 53, NONE, in(BYTE, 2, 3), in(BYTE, 2, 3), out(TensorTypes.BOOL, 2, 3));
    model("PRELU", 0, NONE, in(FLOAT, 1, 2, 2, 3), weights(3, 1, 1, 3), out(FLOAT, 1, 2, 2, 3));
    model("LEAKY_RELU-int8", 75, table(0, float32(0.1f)), in(BYTE, 2, 3), out(BYTE, 2, 3));
    model("LOGISTIC-int8", 0, NONE, in(BYTE, 2, 3), out(BYTE, 2, 3));
    model("TANH-int8", 0, NONE, in(BYTE, 2, 3), out(BYTE, 2, 3));
    model("HARD_SWISH-int8", 91, NONE, in(BYTE, 2, 3), out(BYTE, 2, 3));
    model("GELU", 116, table(0, int8(0)), in(FLOAT, 2, 3), out(FLOAT, 2, 3));
    model("ADD_N", 82, NONE, in(FLOAT, 2, 3), in(FLOAT, 2, 3), in(FLOAT, 2, 3), out(FLOAT, 2, 3));
    model("QUANTIZE", 89, NONE, in(FLOAT, 2, 3), out(BYTE, 2, 3));
    model("DEQUANTIZE", 38, NONE, in(BYTE, 2, 3), out(FLOAT, 2, 3));
    model("SQUARED_DIFFERENCE", 76, NONE, in(FLOAT, 2, 3), in(FLOAT, 1, 3), out(FLOAT, 2, 3));
    model("EXP", 33, NONE, in(FLOAT, 2, 3), out(FLOAT, 2, 3));
    model("RSQRT", 0, NONE, in(FLOAT, 2, 3), out(FLOAT, 2, 3));
    model("ABS", 78, NONE, in(FLOAT, 2, 3), out(FLOAT, 2, 3));
    model(
        "LOGICAL_AND",
        62,
        NONE,
        in(TensorTypes.BOOL, 2, 3),
        in(TensorTypes.BOOL, 3),
        out(TensorTypes.BOOL, 2, 3));
  }

  /// @param octets the constant's, empty where the tensor is fed or computed
  private record Part(boolean isOutput, int type, byte[] octets, int... shape) {}

  private void model(String name, int optionsType, Table options, Part... parts) {
    TinyModel model = new TinyModel();
    int[] in = new int[(int) Arrays.stream(parts).filter(p -> !p.isOutput).count()];
    int[] out = new int[parts.length - in.length];
    List<Integer> fed = new ArrayList<>();
    int ins = 0;
    int outs = 0;
    for (Part part : parts) {
      int index = tensor(model, "t" + (ins + outs), part);
      if (part.isOutput) {
        out[outs++] = index;
      } else {
        in[ins++] = index;
        if (part.octets.length == 0) {
          fed.add(index);
        }
      }
    }
    String operator = name.split("-", -1)[0];
    models.put(
        name,
        model
            .operator(operator, in, out, optionsType, options)
            .inputs(fed.stream().mapToInt(i -> i).toArray())
            .outputs(out));
  }

  private static int tensor(TinyModel model, String name, Part part) {
    if (part.octets.length > 0) {
      return model.constant(name, part.type, part.octets, part.shape);
    }
    return part.type == BYTE
        ? model.quantized(name, BYTE, new float[] {1 / 256f}, new long[] {-128}, 0, part.shape)
        : model.tensor(name, part.type, part.shape);
  }

  private static Part in(int type, int... shape) {
    return new Part(false, type, new byte[0], shape);
  }

  private static Part out(int type, int... shape) {
    return new Part(true, type, new byte[0], shape);
  }

  private static Part ints(int... values) {
    return new Part(false, INT, int32s(values).octets(), values.length);
  }

  private static Part pairs(int... values) {
    return new Part(false, INT, int32s(values).octets(), values.length / 2, 2);
  }

  private static Part scalar(int value) {
    return new Part(false, INT, int32s(value).octets());
  }

  private static Part real(float value) {
    return new Part(false, FLOAT, floats(value).octets());
  }

  private static Part weights(int count, int... shape) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (i % 7 - 3) * 0.25f;
    }
    return new Part(false, FLOAT, floats(values).octets(), shape);
  }
}
