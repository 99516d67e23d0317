package org.fieldbeacon.tflite.djl;

import ai.djl.BaseModel;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDManager;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fieldbeacon.tflite.TfLiteException;
import org.fieldbeacon.tflite.TfLiteGraph;
import org.fieldbeacon.tflite.TfLiteOptions;
import org.jspecify.annotations.Nullable;

/// A `.tflite` file as a DJL model.
///
/// Options of [#load], all text: `threads`, `workers`, `xnnpack`, `mapped`, `copyIn`, `signature`,
/// `maxTensorBytes`, as in [TfLiteOptions].
final class TfLiteModel extends BaseModel {
  private static final String SUFFIX = ".tflite";

  TfLiteModel(String name, NDManager manager) {
    super(name);
    this.manager = manager;
    manager.setName(name);
  }

  /// Loads the path itself, or from a folder the file called like the prefix or the model, or the
  /// only `.tflite` there.
  ///
  /// @throws MalformedModelException naming the file, and the operator where one is to blame
  @Override
  public void load(Path path, @Nullable String prefix, @Nullable Map<String, ?> options)
      throws IOException, MalformedModelException {
    setModelDir(path);
    wasLoaded = true;
    if (block != null) {
      throw new UnsupportedOperationException("a .tflite file brings its own block");
    }
    Path file = file(prefix == null ? modelName : prefix);
    try {
      TfLiteGraph graph = TfLiteGraph.open(file, options(options == null ? Map.of() : options));
      manager.attachInternal(NDManager.nextUid(), graph);
      TfLiteSymbolBlock symbols = new TfLiteSymbolBlock(graph, file.toString());
      block = symbols;
      dataType = symbols.firstType();
    } catch (TfLiteException | IllegalArgumentException e) {
      throw new MalformedModelException(e.getMessage(), e);
    }
    modelDir = Files.isDirectory(modelDir) ? modelDir : file.toAbsolutePath().getParent();
  }

  private Path file(String name) throws IOException {
    if (Files.isRegularFile(modelDir)) {
      return modelDir;
    }
    for (String candidate : List.of(name, name + SUFFIX)) {
      if (Files.isRegularFile(modelDir.resolve(candidate))) {
        return modelDir.resolve(candidate);
      }
    }
    if (!Files.isDirectory(modelDir)) {
      throw new FileNotFoundException(modelDir + " does not exist");
    }
    try (Stream<Path> files = Files.list(modelDir)) {
      List<Path> found = files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList();
      if (found.size() != 1) {
        throw new FileNotFoundException(
            modelDir + ": no " + name + SUFFIX + ", and " + found.size() + " other " + SUFFIX);
      }
      return found.getFirst();
    }
  }

  private static TfLiteOptions options(Map<String, ?> given) {
    TfLiteOptions options = TfLiteOptions.DEFAULT;
    for (Map.Entry<String, ?> entry : given.entrySet()) {
      String value = String.valueOf(entry.getValue());
      options =
          switch (entry.getKey()) {
            case "threads" -> options.withThreads(Integer.parseInt(value));
            case "workers" -> options.withWorkers(Integer.parseInt(value));
            case "xnnpack" -> options.withXnnpack(truth(entry.getKey(), value));
            case "mapped" -> options.withMapped(truth(entry.getKey(), value));
            case "copyIn" -> options.withCopyIn(Path.of(value));
            case "signature" -> options.withSignature(value);
            case "maxTensorBytes" -> options.withMaxTensorBytes(Long.parseLong(value));
            default -> options;
          };
    }
    return options;
  }

  private static boolean truth(String key, String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException(key + ": got " + value + ", wanted true or false");
    }
    return value.equals("true");
  }
}
