package org.fieldbeacon.tflite.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrayAdapter;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// An array over a Java buffer with the few operators that translators and batchifiers need:
/// [#toType], [#reshape], [#squeeze], [#expandDims], [#flatten], [#split] along the first axis,
/// stack and concat along the first axis, [#argMax] over all, [#getScalar]. The rest throws
/// [UnsupportedOperationException], as in DJL's other inference engines. Reshaped and split arrays
/// share the memory of the one they came from.
final class TfLiteNDArray extends NDArrayAdapter {
  private ByteBuffer data;

  /// @param data position 0; its limit is the array's size in octets
  TfLiteNDArray(NDManager manager, ByteBuffer data, Shape shape, DataType type) {
    super(manager, null, shape, type, "");
    this.data = data.order(ByteOrder.nativeOrder());
  }

  /// A buffer of its own position over the array's memory; a copy of nothing.
  @Override
  public ByteBuffer toByteBuffer(boolean tryDirect) {
    return data.duplicate().order(ByteOrder.nativeOrder());
  }

  @Override
  public void attach(NDManager other) {
    manager = other;
  }

  @Override
  public void tempAttach(NDManager other) {
    manager = other;
  }

  /// Made when asked for: most arrays live through one prediction and are never looked up.
  @Override
  public String getUid() {
    if (uid.isEmpty()) {
      uid = NDManager.nextUid();
    }
    return uid;
  }

  @Override
  public void close() {
    isClosed = true;
  }

  @Override
  public void detach() {
    manager = TfLiteNDManager.system();
  }

  @Override
  public void intern(NDArray replaced) {
    data = replaced.toByteBuffer().slice().order(ByteOrder.nativeOrder());
  }

  @Override
  public NDArray toType(DataType type, boolean copy) {
    if (type == getDataType() && !copy) {
      return this;
    }
    ByteBuffer out = TfLiteNDManager.buffer(Math.toIntExact(size() * type.getNumOfBytes()));
    if (type == getDataType()) {
      out.put(toByteBuffer()).flip();
    } else {
      Elements.convert(toByteBuffer(), getDataType(), out, type);
    }
    return named(new TfLiteNDArray(manager, out, getShape(), type));
  }

  @Override
  public NDArray reshape(Shape wanted) {
    long known = 1;
    int open = -1;
    long[] dimensions = wanted.getShape().clone();
    for (int i = 0; i < dimensions.length; i++) {
      if (dimensions[i] == -1 && open < 0) {
        open = i;
      } else {
        known *= dimensions[i];
      }
    }
    if (open >= 0 && known > 0) {
      dimensions[open] = size() / known;
    }
    return view(new Shape(dimensions), "reshape");
  }

  @Override
  public NDArray flatten() {
    return view(new Shape(size()), "flatten");
  }

  @Override
  public NDArray expandDims(int axis) {
    List<Long> dimensions = new ArrayList<>();
    for (long dimension : getShape().getShape()) {
      dimensions.add(dimension);
    }
    dimensions.add(axis < 0 ? axis + dimensions.size() + 1 : axis, 1L);
    return view(new Shape(dimensions), "expand");
  }

  @Override
  public NDArray squeeze(int[] axes) {
    List<Long> kept = new ArrayList<>();
    for (int i = 0; i < getShape().dimension(); i++) {
      boolean named = false;
      for (int axis : axes) {
        named |= axis == i || axis + getShape().dimension() == i;
      }
      if (!named) {
        kept.add(getShape().get(i));
      }
    }
    return view(new Shape(kept), "squeeze");
  }

  @Override
  public NDList split(long sections, int axis) {
    long rows = getShape().get(0);
    if (sections < 1 || rows % sections != 0) {
      throw new IllegalArgumentException(getShape() + " has no " + sections + " equal parts");
    }
    long[] cuts = new long[(int) sections - 1];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = (i + 1) * (rows / sections);
    }
    return split(cuts, axis);
  }

  @Override
  public NDList split(long[] cuts, int axis) {
    if (axis != 0) {
      throw new UnsupportedOperationException("split along axis " + axis + ", only 0 can be");
    }
    NDList parts = new NDList(cuts.length + 1);
    long from = 0;
    for (int i = 0; i <= cuts.length; i++) {
      long to = i < cuts.length ? cuts[i] : getShape().get(0);
      parts.add(rows(from, to));
      from = to;
    }
    return parts;
  }

  /// The element at an index for each dimension, or the only element of an array.
  @Override
  public NDArray getScalar(long... indices) {
    long at = 0;
    for (int i = 0; i < indices.length; i++) {
      at = at * getShape().get(i) + indices[i];
    }
    int width = getDataType().getNumOfBytes();
    ByteBuffer element = data.slice(Math.toIntExact(at * width), width);
    return new TfLiteNDArray(manager, element, new Shape(), getDataType());
  }

  @Override
  public NDArray argMax() {
    double highest = Double.NEGATIVE_INFINITY;
    long at = 0;
    ByteBuffer octets = toByteBuffer();
    for (int i = 0; i < size(); i++) {
      double value = Elements.real(octets, getDataType(), i);
      if (value > highest) {
        highest = value;
        at = i;
      }
    }
    return manager.create(at);
  }

  @Override
  public NDArrayEx getNDArrayInternal() {
    return Joining.of(this);
  }

  private NDArray rows(long from, long to) {
    long rows = getShape().get(0);
    if (from < 0 || to < from || to > rows) {
      throw new IllegalArgumentException("rows " + from + ".." + to + " of " + getShape());
    }
    int width = rows == 0 ? 0 : (int) (data.limit() / rows);
    long[] dimensions = getShape().getShape().clone();
    dimensions[0] = to - from;
    ByteBuffer part = data.slice((int) from * width, (int) (to - from) * width);
    return new TfLiteNDArray(manager, part, new Shape(dimensions), getDataType());
  }

  private NDArray view(Shape shape, String what) {
    if (shape.size() != size()) {
      throw new IllegalArgumentException(what + ": " + getShape() + " into " + shape);
    }
    return named(new TfLiteNDArray(manager, toByteBuffer(), shape, getDataType()));
  }

  private NDArray named(NDArray array) {
    array.setName(getName());
    return array;
  }
}
