package org.fieldbeacon.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// Where a benchmark finds the product and where it writes.
///
/// @param home folder of the launcher
/// @param dir empty at the start, gone at the end unless it is to be kept
record Scene(Path home, Path dir, boolean isKept) implements AutoCloseable {
  /// @param parent where the folder is made, on the disk that is to be measured
  static Scene open(Path home, Path parent, String name, boolean keep) throws IOException {
    Files.createDirectories(parent);
    return new Scene(home, Files.createTempDirectory(parent.toAbsolutePath(), name + "-"), keep);
  }

  /// Writes a file, with the folders above it.
  Path write(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.toAbsolutePath().getParent());
    return Files.writeString(file, text);
  }

  @Override
  public void close() throws IOException {
    if (isKept) {
      return;
    }
    Files.walkFileTree(
        dir,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
