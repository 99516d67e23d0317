package org.fieldbeacon.tflite;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/// A model file, opened and verified, shared by any number of threads.
///
/// ```java
/// try (TfLiteGraph graph = TfLiteGraph.open(path, TfLiteOptions.DEFAULT);
///     TfLiteSession session = graph.session()) {
///   session.inputBuffer(0).put(pixels);
///   session.run();
///   ByteBuffer scores = session.outputBuffer(0);
/// }
/// ```
///
/// Opening verifies the file before native code sees it: offsets, indices, shapes against octets,
/// the graph's order and each operator's options. A file that was signed is still to be checked by
/// its signature; verification keeps a broken one from taking the process down, it does not make a
/// hostile one useful.
@SuppressWarnings("restricted")
public final class TfLiteGraph implements AutoCloseable {
  private final LoadedModel model;
  private final InterpreterPool pool;

  private TfLiteGraph(LoadedModel model, InterpreterPool pool) {
    this.model = model;
    this.pool = pool;
  }

  /// Opens a model and makes its first interpreter.
  ///
  /// @throws IOException where the file cannot be read
  /// @throws TfLiteException where it is no model that can be run, naming the file and the operator
  ///   to blame
  public static TfLiteGraph open(Path file, TfLiteOptions options) throws IOException {
    LoadedModel model = LoadedModel.load(file, options);
    try {
      return new TfLiteGraph(model, new InterpreterPool(model));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /// The version of the native library, like `2.21.0`.
  ///
  /// @throws TfLiteException where there is none for this machine
  public static String libraryVersion() {
    Object _ = NativeLibrary.symbols();
    MemorySegment text = CApi.VERSION.pointer();
    return text.reinterpret(64).getString(0);
  }

  /// The inputs, in the order of [TfLiteSession]'s indices.
  public List<TensorSpec> inputs() {
    return model.inputs();
  }

  /// The outputs, in the order of [TfLiteSession]'s indices.
  public List<TensorSpec> outputs() {
    return model.outputs();
  }

  /// The keys of the signatures in the file.
  public List<String> signatures() {
    return model.signatures();
  }

  /// Lends an interpreter whose inputs have the declared shapes, to be closed to give it back.
  /// Waits while all workers are lent out.
  ///
  /// @throws TfLiteException where the graph is closed, or the thread was interrupted while it
  ///   waited
  public TfLiteSession session() {
    return lent(model.shapes());
  }

  /// Lends an interpreter whose inputs have these shapes.
  ///
  /// @param shapes one for each input, of the declared rank, each dimension 1 or more
  /// @throws IllegalArgumentException for another number of shapes, another rank, or more octets
  ///   than [TfLiteOptions#maxTensorBytes]
  /// @throws TfLiteException as [#session()], or where the model cannot run with these shapes
  public TfLiteSession session(List<int[]> shapes) {
    model.requireShapes(shapes);
    return lent(shapes);
  }

  private TfLiteSession lent(List<int[]> shapes) {
    TfLiteSession session = new TfLiteSession(model, pool, pool.take());
    try {
      session.shape(shapes);
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /// Frees all native memory; what is lent out is freed when it is given back. Idempotent.
  @Override
  public void close() {
    pool.close();
  }
}
