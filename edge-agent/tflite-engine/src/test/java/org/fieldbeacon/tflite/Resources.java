package org.fieldbeacon.tflite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Files of the test resources.
public final class Resources {
  /// An ImageNet classifier, 128 × 128 RGB uint8 to 1,001 scores.
  public static final String MOBILENET = "mobilenet_v1_0.25_128_quant.tflite";

  private Resources() {}

  /// Copies a resource into a folder.
  public static Path copy(String name, Path folder) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream resource =
        Objects.requireNonNull(Resources.class.getResourceAsStream(name), name)) {
      Files.copy(resource, file);
    }
    return file;
  }
}
