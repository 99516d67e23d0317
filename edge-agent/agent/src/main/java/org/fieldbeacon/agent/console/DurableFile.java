package org.fieldbeacon.agent.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// A file that is replaced as a whole: after a loss of power it has the old content or the new one.
/// Blocks.
final class DurableFile {
  private static final String MINE_ALONE = "rw-------";
  private static final String MY_FOLDER = "rwx------";

  private DurableFile() {}

  /// The text; empty when there is no such file.
  static Optional<String> read(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read", e);
    }
  }

  /// Readable by the gateway's own user alone.
  static void writeSecret(Path file, String text) {
    write(file, text, true);
  }

  /// Keeps the permissions of the file that is replaced.
  static void write(Path file, String text) {
    write(file, text, false);
  }

  private static void write(Path file, String text, boolean secret) {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      makeFolder(folderOf(file));
      Files.deleteIfExists(fresh);
      Files.createFile(fresh);
      if (secret) {
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(MINE_ALONE));
      } else if (Files.exists(file)) {
        Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(file));
      }
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          int written = channel.write(bytes);
          if (written < 0) {
            throw new IOException("wrote nothing");
          }
        }
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(folderOf(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written", e);
    }
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
      if (Files.isDirectory(folderOf(file))) {
        sync(folderOf(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be removed", e);
    }
  }

  private static Path folderOf(Path file) {
    return java.util.Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
  }

  /// Entered by the gateway's own user alone, when it is made here.
  static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MY_FOLDER)));
    }
  }

  /// Makes the names in a folder durable.
  static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
