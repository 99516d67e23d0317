package org.fieldbeacon.tflite;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A native tensor and the memory it has now.
///
/// @param tensor `TfLiteTensor*`
/// @param view exactly the tensor's octets, dead once its arena is closed
@SuppressWarnings("restricted")
record BoundTensor(MemorySegment tensor, int[] shape, MemorySegment view) {

  static BoundTensor bind(MemorySegment tensor, TensorSpec spec, Arena arena) {
    if (tensor.address() == 0) {
      throw new ModelFault("\"" + spec.name() + "\" has no tensor");
    }
    int type = CApi.tensorType(tensor);
    if (type != spec.type().nativeCode()) {
      throw new ModelFault(
          "\"" + spec.name() + "\": got native type " + type + ", wanted " + spec.type());
    }
    int[] shape = shape(tensor);
    long elements = 1;
    for (int dimension : shape) {
      elements *= dimension;
    }
    long bytes = CApi.tensorBytes(tensor);
    MemorySegment data = CApi.tensorData(tensor);
    if (bytes != elements * spec.type().bytes() || bytes > 0 && data.address() == 0) {
      throw new ModelFault("\"" + spec.name() + "\": " + bytes + " octets at " + data.address());
    }
    return new BoundTensor(
        tensor, shape, bytes == 0 ? MemorySegment.NULL : data.reinterpret(bytes, arena, null));
  }

  /// The dimensions of a tensor as the library has them now.
  static int[] shape(MemorySegment tensor) {
    int[] shape = new int[Math.max(0, CApi.tensorRank(tensor))];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = CApi.tensorDim(tensor, i);
    }
    return shape;
  }

  /// Whether the library has moved, resized or reshaped the tensor since it was bound.
  boolean hasMoved() {
    if (CApi.tensorRank(tensor) != shape.length || CApi.tensorBytes(tensor) != view.byteSize()) {
      return true;
    }
    for (int i = 0; i < shape.length; i++) {
      if (CApi.tensorDim(tensor, i) != shape[i]) {
        return true;
      }
    }
    return view.byteSize() > 0 && CApi.tensorData(tensor).address() != view.address();
  }
}
