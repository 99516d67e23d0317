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
    MemorySegment data = CApi.tensorData(tensor);
    if (data.address() == 0) {
      // An output whose shape the data decides has no memory before the first run.
      return new BoundTensor(tensor, shape, MemorySegment.NULL);
    }
    long elements = 1;
    for (int dimension : shape) {
      elements *= dimension;
    }
    long bytes = CApi.tensorBytes(tensor);
    if (bytes != elements * spec.type().bytes()) {
      throw new ModelFault("\"" + spec.name() + "\": " + bytes + " octets for " + elements);
    }
    return new BoundTensor(tensor, shape, data.reinterpret(bytes, arena, null));
  }

  /// The dimensions of a tensor as the library has them now.
  static int[] shape(MemorySegment tensor) {
    int[] shape = new int[Math.max(0, CApi.tensorRank(tensor))];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = CApi.tensorDim(tensor, i);
    }
    return shape;
  }

  boolean hasMemory() {
    return view.address() != 0;
  }

  /// Whether the library has moved, resized or reshaped the tensor since it was bound.
  boolean hasMoved() {
    if (CApi.tensorData(tensor).address() != view.address()
        || CApi.tensorBytes(tensor) != view.byteSize()
        || CApi.tensorRank(tensor) != shape.length) {
      return true;
    }
    for (int i = 0; i < shape.length; i++) {
      if (CApi.tensorDim(tensor, i) != shape[i]) {
        return true;
      }
    }
    return false;
  }
}
