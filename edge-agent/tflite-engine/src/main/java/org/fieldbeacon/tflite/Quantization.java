package org.fieldbeacon.tflite;

import java.util.Arrays;

/// How integers stand for reals: `real = scale * (integer - zeroPoint)`, TensorFlow Lite 8-bit
/// quantization specification.
///
/// @param scales one scale for the tensor, or one per slice along `dimension`; finite, above 0
/// @param zeroPoints as many as scales
/// @param dimension the axis that per-channel scales run along, 0 to rank - 1; 0 when per tensor
public record Quantization(float[] scales, long[] zeroPoints, int dimension) {

  public Quantization {
    scales = scales.clone();
    zeroPoints = zeroPoints.clone();
    if (scales.length == 0 || scales.length != zeroPoints.length || dimension < 0) {
      throw new IllegalArgumentException(
          scales.length + " scales, " + zeroPoints.length + " zero points, dimension " + dimension);
    }
  }

  @Override
  public float[] scales() {
    return scales.clone();
  }

  @Override
  public long[] zeroPoints() {
    return zeroPoints.clone();
  }

  /// Whether scales differ along [#dimension].
  public boolean isPerChannel() {
    return scales.length > 1;
  }

  /// The real value of an integer, in channel 0 when per channel.
  public float dequantize(long integer) {
    return dequantize(integer, 0);
  }

  /// The real value of an integer in a channel.
  ///
  /// @param channel index along [#dimension]; any number when per tensor
  public float dequantize(long integer, int channel) {
    int at = isPerChannel() ? channel : 0;
    return scales[at] * (integer - zeroPoints[at]);
  }

  /// The integer nearest to a real value, kept within the range of the type; NaN gives the zero
  /// point.
  ///
  /// @param type one of INT8, UINT8, INT16, INT32
  public long quantize(float real, ElementType type) {
    long low =
        switch (type) {
          case INT8 -> Byte.MIN_VALUE;
          case UINT8 -> 0;
          case INT16 -> Short.MIN_VALUE;
          case INT32 -> Integer.MIN_VALUE;
          case FLOAT32, FLOAT16, INT64, BOOL ->
              throw new IllegalArgumentException(type + " holds no quantized values");
        };
    long high = type == ElementType.UINT8 ? 255 : -low - 1;
    long integer = zeroPoints[0] + Math.round((double) real / scales[0]);
    return Math.clamp(integer, low, high);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Quantization q
        && Arrays.equals(scales, q.scales)
        && Arrays.equals(zeroPoints, q.zeroPoints)
        && dimension == q.dimension;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(scales) + Arrays.hashCode(zeroPoints)) + dimension;
  }

  @Override
  public String toString() {
    return "Quantization[scales="
        + Arrays.toString(scales)
        + ", zeroPoints="
        + Arrays.toString(zeroPoints)
        + ", dimension="
        + dimension
        + "]";
  }
}
