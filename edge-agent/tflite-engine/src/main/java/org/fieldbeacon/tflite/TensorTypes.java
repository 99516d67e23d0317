package org.fieldbeacon.tflite;

import java.util.List;

/// `TensorType` of schema.fbs: names and the size of an element.
final class TensorTypes {
  static final int FLOAT32 = 0;
  static final int INT32 = 2;
  static final int UINT8 = 3;
  static final int INT64 = 4;
  static final int BOOL = 6;
  static final int INT16 = 7;
  static final int INT8 = 9;
  static final int INT4 = 17;

  private static final List<String> NAMES =
      List.of(
          "FLOAT32",
          "FLOAT16",
          "INT32",
          "UINT8",
          "INT64",
          "STRING",
          "BOOL",
          "INT16",
          "COMPLEX64",
          "INT8",
          "FLOAT64",
          "COMPLEX128",
          "UINT64",
          "RESOURCE",
          "VARIANT",
          "UINT32",
          "UINT16",
          "INT4",
          "BFLOAT16");

  /// Bits of an element; 0 where elements have no fixed size, which this engine refuses.
  private static final int[] BITS = {
    32, 16, 32, 8, 64, 0, 8, 16, 64, 8, 64, 128, 64, 0, 0, 32, 16, 4, 16
  };

  private TensorTypes() {}

  static String name(int code) {
    return code >= 0 && code < NAMES.size() ? NAMES.get(code) : "number " + code;
  }

  /// Whether kernels take it for a quantized number.
  static boolean isSmallInteger(int code) {
    return code == UINT8 || code == INT8 || code == INT16;
  }

  static int bits(int code) {
    return code >= 0 && code < BITS.length ? BITS[code] : 0;
  }
}
