package org.fieldbeacon.agent.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// What the kernel shows as files, below a root.
///
/// @param root `/`, or a fixture's folder
record KernelFiles(Path root) {
  private static final int MOST = 4096;

  /// A path from the root, as `sys/class/tty`.
  Path at(String path) {
    return root.resolve(path);
  }

  boolean exists(String path) {
    return Files.exists(at(path));
  }

  /// The first line of a file, without NUL and blanks at its ends; empty when it cannot be read.
  Optional<String> line(String path) {
    try (var in = Files.newInputStream(at(path))) {
      String text = new String(in.readNBytes(MOST), StandardCharsets.UTF_8).replace("\0", "");
      return text.lines().findFirst().map(String::strip).filter(l -> !l.isEmpty());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// Names in a folder that match a glob, sorted.
  List<String> names(String folder, String glob) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(at(folder), glob)) {
      files.forEach(f -> names.add(String.valueOf(f.getFileName())));
    } catch (IOException _) {
      return List.of();
    }
    Collections.sort(names);
    return names;
  }

  /// The name of what a link points to: a device's kernel driver.
  Optional<String> linked(String path) {
    try {
      return Optional.ofNullable(at(path).toRealPath().getFileName()).map(Path::toString);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  boolean mayUse(String path) {
    return Files.isReadable(at(path)) && Files.isWritable(at(path));
  }
}
