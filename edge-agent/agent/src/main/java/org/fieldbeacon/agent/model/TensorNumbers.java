package org.fieldbeacon.agent.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.fieldbeacon.tflite.ElementType;
import org.fieldbeacon.tflite.Quantization;
import org.fieldbeacon.tflite.TensorSpec;

/// Reals to the octets of a tensor and back, by the tensor's own scale and zero point. Stateless.
final class TensorNumbers {
  private TensorNumbers() {}

  /// Whether reals can be put into such a tensor.
  static boolean isFit(TensorSpec spec) {
    return switch (spec.type()) {
      case FLOAT32 -> true;
      case INT8, UINT8, INT16 -> spec.quantization().filter(q -> !q.isPerChannel()).isPresent();
      case FLOAT16, INT32, INT64, BOOL -> false;
    };
  }

  /// What each of the 256 values of a pixel becomes.
  static byte[] pixels(TensorSpec spec, double scale, double offset) {
    byte[] table = new byte[256];
    for (int pixel = 0; pixel < table.length; pixel++) {
      table[pixel] = (byte) quantized(spec, pixel * scale + offset);
    }
    return table;
  }

  /// @return native byte order, position 0
  static ByteBuffer write(TensorSpec spec, double[] reals) {
    ByteBuffer out =
        ByteBuffer.allocate(reals.length * ModelRunner.width(spec.type()))
            .order(ByteOrder.nativeOrder());
    for (double real : reals) {
      switch (spec.type()) {
        case FLOAT32 -> out.putFloat((float) real);
        case INT16 -> out.putShort((short) quantized(spec, real));
        default -> out.put((byte) quantized(spec, real));
      }
    }
    return out.flip();
  }

  static double[] read(TensorSpec spec, ByteBuffer octets) {
    double[] reals = new double[octets.remaining() / ModelRunner.width(spec.type())];
    Optional<Quantization> quantization = spec.quantization();
    for (int i = 0; i < reals.length; i++) {
      reals[i] =
          switch (spec.type()) {
            case FLOAT32 -> octets.getFloat(4 * i);
            case INT16 -> real(quantization, octets.getShort(2 * i));
            case UINT8 -> real(quantization, octets.get(i) & 0xFF);
            default -> real(quantization, octets.get(i));
          };
    }
    return reals;
  }

  private static double real(Optional<Quantization> quantization, long integer) {
    return quantization.map(q -> (double) q.dequantize(integer)).orElse((double) integer);
  }

  /// floor(real / scale + zero point + 0.5), kept within the type.
  private static long quantized(TensorSpec spec, double real) {
    Quantization q = spec.quantization().orElseThrow();
    long integer = (long) Math.floor(real / q.scales()[0] + q.zeroPoints()[0] + 0.5);
    ElementType type = spec.type();
    long low = type == ElementType.UINT8 ? 0 : type == ElementType.INT8 ? -128 : -32768;
    long high = type == ElementType.UINT8 ? 255 : -low - 1;
    return Math.clamp(integer, low, high);
  }
}
