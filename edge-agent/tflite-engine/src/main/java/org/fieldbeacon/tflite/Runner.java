package org.fieldbeacon.tflite;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The two ways the C API runs a model: its first subgraph by position, or a signature by name.
sealed interface Runner {
  int resize(int input, MemorySegment dims, int rank);

  int allocate();

  int invoke();

  /// The tensor, or NULL.
  MemorySegment input(int index);

  /// The tensor, or NULL.
  MemorySegment output(int index);

  /// Frees what is the runner's own; before the interpreter is freed.
  void free();

  record FirstSubgraph(MemorySegment interpreter) implements Runner {
    @Override
    public int resize(int input, MemorySegment dims, int rank) {
      return CApi.RESIZE.status(interpreter, input, dims, rank);
    }

    @Override
    public int allocate() {
      return CApi.ALLOCATE.status(interpreter);
    }

    @Override
    public int invoke() {
      return CApi.invoke(interpreter);
    }

    @Override
    public MemorySegment input(int index) {
      return CApi.INPUT.pointer(interpreter, index);
    }

    @Override
    public MemorySegment output(int index) {
      return CApi.OUTPUT.pointer(interpreter, index);
    }

    @Override
    public void free() {}
  }

  record OfSignature(MemorySegment runner, List<MemorySegment> inputs, List<MemorySegment> outputs)
      implements Runner {

    /// @param names the arena that keeps the names as long as the runner
    static OfSignature of(
        MemorySegment runner, List<TensorSpec> inputs, List<TensorSpec> outputs, Arena names) {
      return new OfSignature(
          runner,
          inputs.stream().map(spec -> names.allocateFrom(spec.name())).toList(),
          outputs.stream().map(spec -> names.allocateFrom(spec.name())).toList());
    }

    @Override
    public int resize(int input, MemorySegment dims, int rank) {
      return CApi.RUNNER_RESIZE.status(runner, inputs.get(input), dims, rank);
    }

    @Override
    public int allocate() {
      return CApi.RUNNER_ALLOCATE.status(runner);
    }

    @Override
    public int invoke() {
      return CApi.invokeRunner(runner);
    }

    @Override
    public MemorySegment input(int index) {
      return CApi.RUNNER_INPUT.pointer(runner, inputs.get(index));
    }

    @Override
    public MemorySegment output(int index) {
      return CApi.RUNNER_OUTPUT.pointer(runner, outputs.get(index));
    }

    @Override
    public void free() {
      CApi.RUNNER_DELETE.run(runner);
    }
  }
}
