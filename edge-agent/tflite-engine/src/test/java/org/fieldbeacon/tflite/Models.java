package org.fieldbeacon.tflite;

import static org.fieldbeacon.tflite.FlatWriter.float32;
import static org.fieldbeacon.tflite.FlatWriter.floats;
import static org.fieldbeacon.tflite.FlatWriter.int32;
import static org.fieldbeacon.tflite.FlatWriter.int8;
import static org.fieldbeacon.tflite.FlatWriter.table;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Small models for the tests, and as seeds of the fuzz.
public final class Models {
  private static final float[] HALF = {0.5f};
  private static final long[] ZERO = {0};

  private Models() {}

  /// Every model of this class, by a name for its file.
  static Map<String, TinyModel> all() {
    Map<String, TinyModel> models = new TreeMap<>();
    models.put("arithmetic", arithmetic());
    models.put("cast", cast(TensorTypes.FLOAT32, TensorTypes.INT8));
    models.put("doubling", doubling(TensorTypes.INT8));
    models.put("dynamic-square", dynamicSquare());
    models.put("where", where());
    models.put("gather", gather());
    models.put("int8-classifier", int8Classifier());
    return models;
  }

  /// `sum = a + b`, `difference = a - b` over [1, 4] floats, with the signature "arithmetic" naming
  /// them x and y.
  public static TinyModel arithmetic() {
    TinyModel model = new TinyModel();
    int a = model.tensor("a", TensorTypes.FLOAT32, 1, 4);
    int b = model.tensor("b", TensorTypes.FLOAT32, 1, 4);
    int sum = model.tensor("sum", TensorTypes.FLOAT32, 1, 4);
    int difference = model.tensor("difference", TensorTypes.FLOAT32, 1, 4);
    return model
        .operator("ADD", new int[] {a, b}, new int[] {sum}, 11, table(0, int8(0)))
        .operator("SUB", new int[] {a, b}, new int[] {difference}, 28, table(0, int8(0)))
        .inputs(a, b)
        .outputs(sum, difference)
        .signature("arithmetic", Map.of("y", b, "x", a), Map.of("s", sum, "d", difference));
  }

  /// The input cast to another type, shape [4].
  public static TinyModel cast(int from, int to) {
    TinyModel model = new TinyModel();
    int in = model.tensor("in", from, 4);
    int out = model.tensor("out", to, 4);
    return model
        .operator("CAST", new int[] {in}, new int[] {out}, 37, table(0, int8(from), 1, int8(to)))
        .inputs(in)
        .outputs(out);
  }

  /// A quantized ADD of x to itself: scale 0.5 in, 1 out.
  public static TinyModel doubling(int type) {
    TinyModel model = new TinyModel();
    int in = model.quantized("in", type, HALF, ZERO, 0, 1, 4);
    int out = model.quantized("out", type, new float[] {1f}, ZERO, 0, 1, 4);
    return model
        .operator("ADD", new int[] {in, in}, new int[] {out}, 11, table(0, int8(0)))
        .inputs(in)
        .outputs(out);
  }

  /// The square of a [-1, 3] input: its first dimension is dynamic.
  public static TinyModel dynamicSquare() {
    TinyModel model = new TinyModel();
    int in = model.tensor("in", TensorTypes.FLOAT32, -1, 3);
    int out = model.tensor("out", TensorTypes.FLOAT32, -1, 3);
    return model
        .operator("MUL", new int[] {in, in}, new int[] {out}, 21, table(0, int8(0)))
        .inputs(in)
        .outputs(out);
  }

  /// Coordinates of the elements that are true: how many there are is known after the run alone.
  public static TinyModel where() {
    TinyModel model = new TinyModel();
    int in = model.tensor("in", TensorTypes.BOOL, 5);
    int out = model.tensor("out", TensorTypes.INT64, 0, 1);
    return model.operator("WHERE", new int[] {in}, out).inputs(in).outputs(out);
  }

  /// Elements of a constant table at given indices; an index out of range fails when it runs.
  public static TinyModel gather() {
    TinyModel model = new TinyModel();
    int values = model.constant("values", TensorTypes.FLOAT32, floats(10, 11, 12, 13).octets(), 4);
    int in = model.tensor("in", TensorTypes.INT32, 2);
    int out = model.tensor("out", TensorTypes.FLOAT32, 2);
    return model
        .operator("GATHER", new int[] {values, in}, new int[] {out}, 23, table(0, int32(0)))
        .inputs(in)
        .outputs(out);
  }

  /// A convolution with per-channel int8 weights, a depthwise one, pooling, a dense layer and
  /// softmax: what an int8 classifier is made of. Weights by a fixed seed.
  public static TinyModel int8Classifier() {
    Random random = new Random(7);
    TinyModel model = new TinyModel();
    int in = model.quantized("image", TensorTypes.INT8, new float[] {0.05f}, ZERO, 0, 1, 8, 8, 3);
    float[] four = {0.01f, 0.02f, 0.03f, 0.04f};
    int filter =
        model.quantizedConstant(
            "filter",
            TensorTypes.INT8,
            octets(random, 4 * 3 * 3 * 3),
            four,
            new long[4],
            0,
            4,
            3,
            3,
            3);
    int bias = int32Bias(model, "bias", four, 0.05f);
    int first = model.quantized("conv", TensorTypes.INT8, new float[] {0.1f}, ZERO, 0, 1, 4, 4, 4);
    int depth =
        model.quantizedConstant(
            "depth", TensorTypes.INT8, octets(random, 3 * 3 * 4), four, new long[4], 3, 1, 3, 3, 4);
    int depthBias = int32Bias(model, "depth_bias", four, 0.1f);
    int second = model.quantized("dw", TensorTypes.INT8, new float[] {0.1f}, ZERO, 0, 1, 4, 4, 4);
    int pooled = model.quantized("pool", TensorTypes.INT8, new float[] {0.1f}, ZERO, 0, 1, 2, 2, 4);
    int shape = model.int32Constant("shape", 1, 16);
    int flat = model.quantized("flat", TensorTypes.INT8, new float[] {0.1f}, ZERO, 0, 1, 16);
    int dense =
        model.quantizedConstant(
            "dense", TensorTypes.INT8, octets(random, 5 * 16), new float[] {0.02f}, ZERO, 0, 5, 16);
    int logits = model.quantized("logits", TensorTypes.INT8, new float[] {0.2f}, ZERO, 0, 1, 5);
    int scores =
        model.quantized(
            "scores", TensorTypes.INT8, new float[] {1 / 256f}, new long[] {-128}, 0, 1, 5);
    return model
        .operator(
            "CONV_2D",
            new int[] {in, filter, bias},
            new int[] {first},
            1,
            table(0, int8(0), 1, int32(2), 2, int32(2), 3, int8(1)))
        .operator(
            "DEPTHWISE_CONV_2D",
            new int[] {first, depth, depthBias},
            new int[] {second},
            2,
            table(0, int8(0), 1, int32(1), 2, int32(1), 3, int32(1), 4, int8(3)))
        .operator(
            "MAX_POOL_2D",
            new int[] {second},
            new int[] {pooled},
            5,
            table(0, int8(1), 1, int32(2), 2, int32(2), 3, int32(2), 4, int32(2)))
        .operator("RESHAPE", new int[] {pooled, shape}, flat)
        .operator(
            "FULLY_CONNECTED",
            new int[] {flat, dense, -1},
            new int[] {logits},
            8,
            table(0, int8(0)))
        .operator("SOFTMAX", new int[] {logits}, new int[] {scores}, 9, table(0, float32(1f)))
        .inputs(in)
        .outputs(scores);
  }

  private static int int32Bias(TinyModel model, String name, float[] scales, float inputScale) {
    float[] products = scales.clone();
    for (int i = 0; i < products.length; i++) {
      products[i] *= inputScale;
    }
    byte[] octets = FlatWriter.int32s(10, -20, 30, -40).octets();
    return model.quantizedConstant(
        name, TensorTypes.INT32, octets, products, new long[products.length], 0, products.length);
  }

  private static byte[] octets(Random random, int count) {
    byte[] octets = new byte[count];
    random.nextBytes(octets);
    return octets;
  }
}
