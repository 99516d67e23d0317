package org.fieldbeacon.tflite.djl;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;

/// Reads and writes single elements of a buffer, by index. Integers go through `long`, so INT64
/// keeps its value.
final class Elements {
  private Elements() {}

  /// Fills `out` with the elements of `in`; reals are cut towards zero for integers, as in a Java
  /// cast.
  static void convert(ByteBuffer in, DataType from, ByteBuffer out, DataType to) {
    int count = in.remaining() / from.getNumOfBytes();
    boolean isReal = from.isFloating() || to.isFloating();
    for (int i = 0; i < count; i++) {
      if (isReal) {
        putReal(out, to, i, real(in, from, i));
      } else {
        putWhole(out, to, i, whole(in, from, i));
      }
    }
  }

  static double real(ByteBuffer in, DataType type, int i) {
    return switch (type) {
      case FLOAT64 -> in.getDouble(i * 8);
      case FLOAT32 -> in.getFloat(i * 4);
      case FLOAT16 -> Float.float16ToFloat(in.getShort(i * 2));
      default -> whole(in, type, i);
    };
  }

  private static long whole(ByteBuffer in, DataType type, int i) {
    return switch (type) {
      case INT64, UINT64 -> in.getLong(i * 8);
      case INT32 -> in.getInt(i * 4);
      case UINT32 -> Integer.toUnsignedLong(in.getInt(i * 4));
      case INT16 -> in.getShort(i * 2);
      case UINT16 -> Short.toUnsignedLong(in.getShort(i * 2));
      case INT8 -> in.get(i);
      case UINT8 -> in.get(i) & 0xFF;
      case BOOLEAN -> in.get(i) == 0 ? 0 : 1;
      default -> throw new UnsupportedOperationException("elements of " + type);
    };
  }

  private static void putReal(ByteBuffer out, DataType type, int i, double value) {
    switch (type) {
      case FLOAT64 -> out.putDouble(i * 8, value);
      case FLOAT32 -> out.putFloat(i * 4, (float) value);
      case FLOAT16 -> out.putShort(i * 2, Float.floatToFloat16((float) value));
      case BOOLEAN -> out.put(i, (byte) (value == 0 ? 0 : 1));
      default -> putWhole(out, type, i, (long) value);
    }
  }

  private static void putWhole(ByteBuffer out, DataType type, int i, long value) {
    switch (type) {
      case INT64, UINT64 -> out.putLong(i * 8, value);
      case INT32, UINT32 -> out.putInt(i * 4, (int) value);
      case INT16, UINT16 -> out.putShort(i * 2, (short) value);
      case INT8, UINT8 -> out.put(i, (byte) value);
      case BOOLEAN -> out.put(i, (byte) (value == 0 ? 0 : 1));
      default -> throw new UnsupportedOperationException("elements of " + type);
    }
  }
}
