package org.fieldbeacon.tflite;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.tflite.ModelFacts.Operator;
import org.fieldbeacon.tflite.ModelFacts.Signature;
import org.fieldbeacon.tflite.ModelFacts.Subgraph;

/// A verified model file in memory and the library's handle on it. Immutable; shared by its
/// interpreters.
final class LoadedModel implements AutoCloseable {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final String file;
  private final TfLiteOptions options;
  private final Arena arena;
  private final MemorySegment octets;
  private final MemorySegment handle;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;
  private final List<String> signatures;
  private final List<int[]> shapes;
  private final List<Operator> shapeChecked;
  private final VettedShapes vetted;
  private final Subgraph firstSubgraph;
  private final boolean isFirstSubgraph;

  private LoadedModel(
      String file,
      TfLiteOptions options,
      Arena arena,
      MemorySegment octets,
      ModelFacts facts,
      MemorySegment handle) {
    this.file = file;
    this.options = options;
    this.arena = arena;
    this.octets = octets;
    this.handle = handle;
    this.inputs = edge(facts, options.signature(), true);
    this.outputs = edge(facts, options.signature(), false);
    this.shapes = inputs.stream().map(TensorSpec::shape).toList();
    this.firstSubgraph = facts.subgraphs().getFirst();
    this.vetted = new VettedShapes(this);
    this.isFirstSubgraph = runsFirstSubgraph(facts, options.signature());
    this.shapeChecked =
        isFirstSubgraph
            ? firstSubgraph.operators().stream().filter(OperatorRules::looksAtShapes).toList()
            : List.of();
    this.signatures = facts.signatures().stream().map(Signature::key).toList();
  }

  @SuppressWarnings("MustBeClosedChecker") // freed by close(), or below where loading fails
  static LoadedModel load(Path path, TfLiteOptions options) throws IOException {
    Object _ = NativeLibrary.symbols();
    Arena arena = Arena.ofShared();
    MemorySegment handle = MemorySegment.NULL;
    try {
      MemorySegment octets = octets(path, options, arena);
      ModelFacts facts = ModelReader.read(new FlatBuffer(octets), options.maxTensorBytes());
      GraphRules.check(facts);
      ErrorLog.clear();
      handle =
          CApi.MODEL_CREATE.pointer(
              octets, octets.byteSize(), ErrorLog.REPORTER, MemorySegment.NULL);
      if (handle.address() == 0) {
        throw new ModelFault(ErrorLog.taken("the library refused it without a reason"));
      }
      return new LoadedModel(path.toString(), options, arena, octets, facts, handle);
    } catch (ModelFault | IndexOutOfBoundsException e) {
      free(handle, arena);
      throw new TfLiteException(path + ": " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      free(handle, arena);
      throw e;
    }
  }

  MemorySegment handle() {
    return handle;
  }

  TfLiteOptions options() {
    return options;
  }

  List<TensorSpec> inputs() {
    return inputs;
  }

  List<TensorSpec> outputs() {
    return outputs;
  }

  List<String> signatures() {
    return signatures;
  }

  Subgraph firstSubgraph() {
    return firstSubgraph;
  }

  VettedShapes vetted() {
    return vetted;
  }

  /// The operators of the first subgraph to check again once shapes are known.
  List<Operator> shapeChecked() {
    return shapeChecked;
  }

  /// The declared shapes of the inputs.
  List<int[]> shapes() {
    return shapes;
  }

  void requireShapes(List<int[]> given) {
    if (given.size() != inputs.size()) {
      throw new IllegalArgumentException(
          file + ": got " + given.size() + " shapes, wanted " + inputs.size());
    }
    for (int i = 0; i < given.size(); i++) {
      requireShape(i, given.get(i));
    }
  }

  /// @throws IllegalArgumentException for a shape that the input cannot have
  void requireShape(int input, int[] shape) {
    TensorSpec spec = inputs.get(input);
    if (!isFirstSubgraph && !Arrays.equals(shape, shapes.get(input))) {
      throw new IllegalArgumentException(
          file + ": inputs of a later subgraph cannot be resized, got " + Arrays.toString(shape));
    }
    long bytes = spec.type().bytes();
    for (int dimension : shape) {
      bytes = dimension < 1 || bytes < 0 ? -1 : bytes * dimension;
      bytes = bytes > options.maxTensorBytes() ? -1 : bytes;
    }
    if (shape.length != shapes.get(input).length || bytes < 0) {
      throw new IllegalArgumentException(
          file
              + ": input "
              + spec
              + " cannot have shape "
              + Arrays.toString(shape)
              + ", wanted "
              + shapes.get(input).length
              + " dimensions of 1 or more and up to "
              + options.maxTensorBytes()
              + " octets");
    }
  }

  TfLiteException failure(String what) {
    return new TfLiteException(file + ": " + what);
  }

  /// Gives memory back that is needed only while an interpreter is made: of a mapped file its
  /// octets, of which XNNPACK has its own arrangement by then, and what malloc keeps of the trial.
  void settle() {
    if (octets.isMapped()) {
      Pages.release(octets);
    }
    Pages.trim();
  }

  @Override
  public void close() {
    free(handle, arena);
  }

  private static void free(MemorySegment handle, Arena arena) {
    if (handle.address() != 0) {
      CApi.MODEL_DELETE.run(handle);
    }
    arena.close();
  }

  private static MemorySegment octets(Path path, TfLiteOptions options, Arena arena)
      throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > Integer.MAX_VALUE) {
        throw new ModelFault("got " + size + " octets, wanted up to " + Integer.MAX_VALUE);
      }
      if (options.mapped()) {
        return options.copyIn().isPresent()
            ? mappedCopy(channel, options.copyIn().get(), arena)
            : channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
      }
      MemorySegment octets = arena.allocate(size, 64);
      var buffer = octets.asByteBuffer();
      int got = 0;
      while (buffer.hasRemaining() && got >= 0) {
        got = channel.read(buffer);
      }
      return octets.asSlice(0, buffer.position());
    }
  }

  /// Maps a copy that has lost its name before the first octet is in it: what has no name cannot be
  /// cut short by anybody, and is gone with the mapping.
  private static MemorySegment mappedCopy(FileChannel from, Path folder, Arena arena)
      throws IOException {
    Path file = Files.createTempFile(folder, "tflite", ".copy", OWNER_ONLY);
    try (FileChannel to =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Files.delete(file);
      long at = 0;
      long got;
      while ((got = from.transferTo(at, Integer.MAX_VALUE, to)) > 0) {
        at += got;
      }
      return to.map(FileChannel.MapMode.READ_ONLY, 0, at, arena);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static boolean runsFirstSubgraph(ModelFacts facts, String signature) {
    return signature.isEmpty()
        || facts.signatures().stream()
            .anyMatch(s -> s.key().equals(signature) && s.subgraph() == 0);
  }

  private static List<TensorSpec> edge(ModelFacts facts, String signature, boolean isInput) {
    return signature.isEmpty()
        ? ofSubgraph(facts.subgraphs().getFirst(), isInput)
        : ofSignature(facts, signature, isInput);
  }

  private static List<TensorSpec> ofSubgraph(Subgraph graph, boolean isInput) {
    List<TensorSpec> specs = new ArrayList<>();
    for (int tensor : isInput ? graph.inputs() : graph.outputs()) {
      specs.add(graph.tensors().get(tensor).spec("tensor " + tensor));
    }
    return List.copyOf(specs);
  }

  private static List<TensorSpec> ofSignature(ModelFacts facts, String key, boolean isInput) {
    Signature signature =
        facts.signatures().stream()
            .filter(s -> s.key().equals(key))
            .findFirst()
            .orElseThrow(
                () ->
                    new ModelFault(
                        "no signature \""
                            + key
                            + "\", there are "
                            + facts.signatures().stream().map(Signature::key).toList()));
    Subgraph graph = facts.subgraphs().get(signature.subgraph());
    List<TensorSpec> specs = new ArrayList<>();
    Map<String, Integer> names = isInput ? signature.inputs() : signature.outputs();
    names.forEach(
        (name, tensor) ->
            specs.add(graph.tensors().get(tensor).spec("tensor " + tensor).named(name)));
    return List.copyOf(specs);
  }
}
