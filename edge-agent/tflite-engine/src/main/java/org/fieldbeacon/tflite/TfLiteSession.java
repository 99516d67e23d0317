package org.fieldbeacon.tflite;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One interpreter, lent to one thread. Inputs and outputs are the interpreter's own memory:
/// nothing is copied.
///
/// A view of an input stays good until that session resizes or is closed; a view of an output until
/// it next runs, resizes or is closed. A view that has been outlived shows other data or throws
/// [IllegalStateException].
public final class TfLiteSession implements AutoCloseable {
  private final LoadedModel model;
  private final InterpreterPool pool;
  private @Nullable Interpreter lent;

  TfLiteSession(LoadedModel model, InterpreterPool pool, Interpreter lent) {
    this.model = model;
    this.pool = pool;
    this.lent = lent;
  }

  /// The memory of an input, to be filled before [#run].
  public MemorySegment input(int index) {
    return interpreter().input(index).view();
  }

  /// [#input] as a new buffer in native byte order, position 0.
  public ByteBuffer inputBuffer(int index) {
    return input(index).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /// The dimensions an input has now.
  public int[] inputShape(int index) {
    return interpreter().input(index).shape().clone();
  }

  /// The memory of an output, to be read after [#run].
  public MemorySegment output(int index) {
    return interpreter().output(index).view();
  }

  /// [#output] as a new read-only buffer in native byte order, position 0.
  public ByteBuffer outputBuffer(int index) {
    return output(index).asByteBuffer().asReadOnlyBuffer().order(ByteOrder.nativeOrder());
  }

  /// The dimensions an output has now; after [#run] where the data decides them.
  public int[] outputShape(int index) {
    return interpreter().output(index).shape().clone();
  }

  /// The index of the input of this name.
  ///
  /// @throws IllegalArgumentException where there is none
  public int inputIndex(String name) {
    return index(model.inputs(), name);
  }

  /// The index of the output of this name.
  ///
  /// @throws IllegalArgumentException where there is none
  public int outputIndex(String name) {
    return index(model.outputs(), name);
  }

  /// Gives an input other dimensions, until the session ends; what the inputs held is lost.
  ///
  /// @param shape as many dimensions as the model declares, each 1 or more
  /// @throws IllegalArgumentException for another rank, or more octets than
  ///   [TfLiteOptions#maxTensorBytes]
  public void resize(int index, int... shape) {
    model.requireShape(index, shape);
    interpreter().resize(index, shape);
  }

  void shape(List<int[]> shapes) {
    interpreter().shape(shapes);
  }

  /// Runs the model on the calling thread.
  ///
  /// @throws TfLiteException where an operator fails, naming it; the interpreter is not used again
  public void run() {
    interpreter().run();
  }

  /// Gives the interpreter back. Idempotent.
  @Override
  public void close() {
    @Nullable Interpreter given = lent;
    if (given != null) {
      lent = null;
      pool.give(given);
    }
  }

  private Interpreter interpreter() {
    @Nullable Interpreter here = lent;
    if (here == null) {
      throw new IllegalStateException("the session is closed");
    }
    return here;
  }

  private static int index(List<TensorSpec> specs, String name) {
    for (int i = 0; i < specs.size(); i++) {
      if (specs.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no \"" + name + "\" among " + specs);
  }
}
