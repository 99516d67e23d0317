package org.fieldbeacon.simulator.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The `cameras` of a scenario.
final class CameraReader {
  static final Set<String> REQUIRED = Set.of("id", "port", "images");
  static final Set<String> OPTIONAL =
      Set.of("interval", "loop", "user", "password", "authentication");

  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);
  private static final int MAX_IMAGES = 10_000;

  private final Path folder;

  CameraReader(Path folder) {
    this.folder = folder;
  }

  /// How a camera asks for a login.
  private enum Authentication {
    DIGEST,
    BASIC
  }

  CameraSpec read(YamlCursor at) {
    Map<String, YamlCursor> keys = at.mapping(REQUIRED, OPTIONAL);
    if (keys.containsKey("user") != keys.containsKey("password")) {
      at.problem("user or password alone", "both, or neither");
    }
    boolean isBasic =
        keys.containsKey("authentication")
            && keys.get("authentication").oneOf(Authentication.class) == Authentication.BASIC;
    return new CameraSpec(
        keys.containsKey("id") ? keys.get("id").name() : "",
        keys.containsKey("port") ? keys.get("port").integer(0, 65535) : 0,
        keys.containsKey("images") ? images(keys.get("images")) : List.of(),
        keys.containsKey("loop") ? keys.get("loop").integer(1, MAX_IMAGES) : 1,
        keys.containsKey("interval")
            ? keys.get("interval").duration(Duration.ofMillis(1))
            : DEFAULT_INTERVAL,
        keys.containsKey("user") && keys.containsKey("password")
            ? Optional.of(
                new CameraSpec.Login(keys.get("user").text(), keys.get("password").text(), isBasic))
            : Optional.empty());
  }

  private List<Path> images(YamlCursor at) {
    try (Stream<Path> files = Files.list(folder.resolve(at.text()))) {
      List<Path> images =
          files.filter(CameraReader::isImage).sorted().limit(MAX_IMAGES + 1L).toList();
      if (images.isEmpty() || images.size() > MAX_IMAGES) {
        at.problem(
            "a folder with " + images.size() + " pictures", "one with 1.." + MAX_IMAGES + " .jpg");
      }
      return images;
    } catch (IOException | InvalidPathException _) {
      at.problem("\"" + at.text() + "\"", "a folder with .jpg files");
      return List.of();
    }
  }

  private static boolean isImage(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).matches(".*\\.jpe?g");
  }
}
