package org.fieldbeacon.tflite;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One native interpreter with its delegate. One thread at a time; views it hands out die with
/// their allocation.
final class Interpreter implements AutoCloseable {
  private final LoadedModel model;
  private final boolean isTrial;
  private final Arena names = Arena.ofShared();
  private MemorySegment delegate = MemorySegment.NULL;
  private MemorySegment interpreter = MemorySegment.NULL;
  private Runner runner = new Runner.FirstSubgraph(MemorySegment.NULL);
  private Arena allocation = Arena.ofShared();
  private List<BoundTensor> inputs = List.of();
  private List<BoundTensor> outputs = List.of();
  private final List<int[]> wanted;
  private boolean isAllocated;
  private boolean isBroken;
  private boolean isSettled;

  private Interpreter(LoadedModel model, boolean isTrial) {
    this.model = model;
    this.isTrial = isTrial;
    this.wanted = new ArrayList<>(model.shapes());
  }

  /// @throws TfLiteException where the library refuses the model
  static Interpreter create(LoadedModel model) {
    return create(model, model.options().xnnpack(), false, model.shapes());
  }

  /// One on the reference kernels, made ready for these shapes and not to be run.
  static Interpreter forTrial(LoadedModel model, List<int[]> shapes) {
    return create(model, false, true, shapes);
  }

  private static Interpreter create(
      LoadedModel model, boolean xnnpack, boolean isTrial, List<int[]> shapes) {
    Interpreter interpreter = new Interpreter(model, isTrial);
    try {
      interpreter.build(xnnpack);
      interpreter.shape(shapes);
      return interpreter;
    } catch (RuntimeException e) {
      interpreter.close();
      throw e;
    }
  }

  BoundTensor input(int index) {
    allocate();
    return inputs.get(index);
  }

  BoundTensor output(int index) {
    allocate();
    return outputs.get(index);
  }

  /// `TfLiteInterpreter*`.
  MemorySegment handle() {
    return interpreter;
  }

  /// Whether it must not be used again.
  boolean isBroken() {
    return isBroken;
  }

  /// Gives the inputs these shapes, where they have others.
  void shape(List<int[]> shapes) {
    for (int i = 0; i < shapes.size(); i++) {
      if (!Arrays.equals(wanted.get(i), shapes.get(i))) {
        resize(i, shapes.get(i));
      }
    }
    allocate();
  }

  /// Gives an input another shape; memory follows with the next use.
  void resize(int index, int[] shape) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment dims = arena.allocateFrom(ValueLayout.JAVA_INT, shape);
      ErrorLog.clear();
      isAllocated = false;
      require(runner.resize(index, dims, shape.length), "could not be resized");
      wanted.set(index, shape.clone());
    }
  }

  /// Runs the model over what the inputs hold.
  void run() {
    allocate();
    ErrorLog.clear();
    require(runner.invoke(), "inference failed");
    if (!isSettled) {
      isSettled = true;
      model.settle();
    }
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i).hasMoved()) {
        bind();
        return;
      }
    }
  }

  private void build(boolean xnnpack) {
    MemorySegment options = created(CApi.OPTIONS_CREATE.pointer(), "no interpreter options");
    try {
      CApi.OPTIONS_SET_THREADS.run(options, model.options().threads());
      CApi.OPTIONS_SET_REPORTER.run(options, ErrorLog.REPORTER, MemorySegment.NULL);
      if (xnnpack) {
        delegate = xnnpack();
        CApi.OPTIONS_ADD_DELEGATE.run(options, delegate);
      }
      ErrorLog.clear();
      interpreter =
          created(CApi.INTERPRETER_CREATE.pointer(model.handle(), options), "no interpreter");
    } finally {
      CApi.OPTIONS_DELETE.run(options);
    }
    if (model.options().signature().isEmpty()) {
      runner = new Runner.FirstSubgraph(interpreter);
    } else {
      MemorySegment key = names.allocateFrom(model.options().signature());
      MemorySegment handle =
          created(CApi.SIGNATURE_RUNNER.pointer(interpreter, key), "no signature runner");
      runner = Runner.OfSignature.of(handle, model.inputs(), model.outputs(), names);
    }
  }

  private MemorySegment xnnpack() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment defaults = CApi.XNNPACK_DEFAULTS.pointer((SegmentAllocator) arena);
      defaults.set(ValueLayout.JAVA_INT, 0, model.options().threads());
      return created(CApi.XNNPACK_CREATE.pointer(defaults), "no XNNPACK delegate");
    }
  }

  private void allocate() {
    if (isAllocated) {
      return;
    }
    if (!isTrial) {
      vet();
    }
    ErrorLog.clear();
    require(runner.allocate(), "tensors could not be allocated");
    bind();
    isAllocated = true;
  }

  private void vet() {
    try {
      model.vetted().require(wanted);
    } catch (TfLiteException e) {
      isBroken = true;
      throw e;
    }
  }

  /// The dimensions of any tensor of the first subgraph.
  int[] shape(int tensor) {
    return BoundTensor.shape(tensor(tensor));
  }

  /// The octets of any tensor of the first subgraph.
  long bytes(int tensor) {
    return CApi.tensorBytes(tensor(tensor));
  }

  private MemorySegment tensor(int index) {
    return created(CApi.TENSOR.pointer(interpreter, index), "no tensor " + index);
  }

  /// Takes the tensors' present memory; views of the memory before can no longer be read.
  @SuppressWarnings("MustBeClosedChecker") // closed by the next bind(), or by close()
  private void bind() {
    allocation.close();
    allocation = Arena.ofShared();
    try {
      inputs = bound(model.inputs(), true);
      outputs = bound(model.outputs(), false);
    } catch (ModelFault e) {
      isBroken = true;
      throw model.failure(e.getMessage());
    }
  }

  private List<BoundTensor> bound(List<TensorSpec> specs, boolean isInput) {
    List<BoundTensor> tensors = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      MemorySegment tensor = isInput ? runner.input(i) : runner.output(i);
      BoundTensor bound = BoundTensor.bind(tensor, specs.get(i), allocation);
      if (isInput && !bound.hasMemory()) {
        throw new ModelFault("input \"" + specs.get(i).name() + "\" has no memory");
      }
      tensors.add(bound);
    }
    return tensors;
  }

  private void require(int status, String otherwise) {
    if (status != CApi.OK) {
      isBroken = true;
      throw model.failure(ErrorLog.taken(otherwise + ", status " + status));
    }
  }

  private MemorySegment created(MemorySegment pointer, String otherwise) {
    if (pointer.address() == 0) {
      throw model.failure(ErrorLog.taken(otherwise));
    }
    return pointer;
  }

  /// Frees everything native, in the reverse order of its making.
  @Override
  public void close() {
    allocation.close();
    runner.free();
    if (interpreter.address() != 0) {
      CApi.INTERPRETER_DELETE.run(interpreter);
    }
    if (delegate.address() != 0) {
      CApi.XNNPACK_DELETE.run(delegate);
    }
    names.close();
  }
}
