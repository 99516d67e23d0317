package org.fieldbeacon.tflite.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Makes arrays over Java buffers, which nothing need close.
///
/// A model has one manager, which closes the model's native memory, and under it one [Shared] for
/// all its predictors: a manager of its own for each prediction, as in DJL's other engines, would
/// cost more than a small model takes.
class TfLiteNDManager extends BaseNDManager {
  private static final TfLiteNDManager SYSTEM = new SystemManager();

  private final NDManager shared;

  /// The manager of a model.
  TfLiteNDManager(Device device) {
    super(SYSTEM, device);
    shared = new Shared(this, device);
  }

  private TfLiteNDManager(@Nullable NDManager parent, Device device) {
    super(parent, device);
    shared = this;
  }

  static NDManager system() {
    return SYSTEM;
  }

  @Override
  public ByteBuffer allocateDirect(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
  }

  @Override
  public @Nullable NDArray from(@Nullable NDArray array) {
    if (array == null || array instanceof TfLiteNDArray) {
      return array;
    }
    NDArray copy = create(array.toByteBuffer(), array.getShape(), array.getDataType());
    copy.setName(array.getName());
    return copy;
  }

  /// An array over the buffer itself where it is a `ByteBuffer`, which is then read in native byte
  /// order; over a copy otherwise.
  @Override
  public NDArray create(Buffer data, Shape shape, DataType type) {
    int size = Math.toIntExact(shape.size());
    BaseNDManager.validateBuffer(data, type, size);
    if (data instanceof ByteBuffer bytes) {
      return new TfLiteNDArray(this, bytes.slice(), shape, type);
    }
    ByteBuffer copy = buffer(Math.multiplyExact(size, type.getNumOfBytes()));
    BaseNDManager.copyBuffer(data, copy);
    return new TfLiteNDArray(this, copy, shape, type);
  }

  @Override
  public NDArray zeros(Shape shape, DataType type) {
    int size = Math.toIntExact(shape.size());
    return new TfLiteNDArray(
        this, buffer(Math.multiplyExact(size, type.getNumOfBytes())), shape, type);
  }

  /// One for all: what it hands out is collected with the Java heap, so there is nothing to close
  /// early.
  @Override
  public NDManager newSubManager(Device device) {
    return shared;
  }

  @Override
  public Engine getEngine() {
    return TfLiteEngine.INSTANCE;
  }

  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
  }

  /// Closed with the model; arrays of ours are not kept, resources of others are the model's.
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the model's manager synchronizes
  private static final class Shared extends TfLiteNDManager {
    private Shared(NDManager model, Device device) {
      super(model, device);
    }

    @Override
    public void attachInternal(String resourceId, AutoCloseable... resources) {
      parent.attachInternal(resourceId, resources);
    }

    @Override
    public void attachUncappedInternal(String resourceId, AutoCloseable resource) {
      parent.attachUncappedInternal(resourceId, resource);
    }

    @Override
    public void detachInternal(String resourceId) {
      parent.detachInternal(resourceId);
    }

    @Override
    public boolean isOpen() {
      return parent.isOpen();
    }

    @Override
    public void setName(String name) {}

    @Override
    public void close() {}
  }

  /// The root, which holds nothing back: its children are closed by those who asked for them.
  private static final class SystemManager extends TfLiteNDManager
      implements ai.djl.ndarray.NDManager.SystemNDManager {

    private SystemManager() {
      super(null, Device.cpu());
    }

    @Override
    public void attachInternal(String resourceId, AutoCloseable... resources) {}

    @Override
    public void attachUncappedInternal(String resourceId, AutoCloseable resource) {}

    @Override
    public void detachInternal(String resourceId) {}

    @Override
    public void close() {}
  }
}
