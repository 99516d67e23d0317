package org.fieldbeacon.tflite.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Locale;

/// The two operators of DJL's internal interface that batchifiers need, `stack` and `concat` along
/// the first axis.
///
/// The interface has over a hundred methods that a CPU inference engine does not do; a proxy
/// refuses them by name.
record Joining(TfLiteNDArray first) implements InvocationHandler {

  static NDArrayEx of(TfLiteNDArray first) {
    return (NDArrayEx)
        Proxy.newProxyInstance(
            Joining.class.getClassLoader(), new Class<?>[] {NDArrayEx.class}, new Joining(first));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) {
    boolean isJoin =
        (method.getName().equals("stack") || method.getName().equals("concat"))
            && arguments[0] instanceof NDList
            && (arguments.length == 1 || arguments[1].equals(0));
    if (!isJoin) {
      throw new UnsupportedOperationException(
          "the TFLite engine has no " + method.getName().toLowerCase(Locale.ROOT));
    }
    return join((NDList) arguments[0], method.getName().equals("stack"));
  }

  private NDArray join(NDList others, boolean isStack) {
    long rows = isStack ? 1 : first.getShape().get(0);
    int bytes = first.toByteBuffer().remaining();
    for (NDArray other : others) {
      require(other, isStack);
      rows += isStack ? 1 : other.getShape().get(0);
      bytes = Math.addExact(bytes, other.toByteBuffer().remaining());
    }
    ByteBuffer joined = TfLiteNDManager.buffer(bytes).put(first.toByteBuffer());
    others.forEach(other -> joined.put(other.toByteBuffer()));
    Shape inner = isStack ? first.getShape() : first.getShape().slice(1);
    Shape shape = new Shape(rows).addAll(inner);
    return new TfLiteNDArray(first.getManager(), joined.flip(), shape, first.getDataType());
  }

  private void require(NDArray other, boolean isStack) {
    Shape mine = isStack ? first.getShape() : first.getShape().slice(1);
    Shape its = isStack ? other.getShape() : other.getShape().slice(1);
    if (other.getDataType() != first.getDataType() || !mine.equals(its)) {
      throw new IllegalArgumentException(
          "cannot join "
              + first.getDataType()
              + first.getShape()
              + " with "
              + other.getDataType()
              + other.getShape());
    }
  }
}
