package org.fieldbeacon.agent.model;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A folder on disk for files that are gone with the process: `/var/tmp`, else the JVM's own. One
/// that is itself in memory is none, nor one that a copy would fill.
final class ScratchFolder {
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
  private static final long ROOM_LEFT_BYTES = 64L << 20;

  private ScratchFolder() {}

  static Optional<Path> withRoomFor(Path file) {
    return among(
        Stream.of("/var/tmp", System.getProperty("java.io.tmpdir", "/tmp")).map(Path::of).toList(),
        file);
  }

  static Optional<Path> among(List<Path> folders, Path file) {
    return folders.stream().filter(f -> holds(f, file)).findFirst();
  }

  private static boolean holds(Path folder, Path file) {
    try {
      if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
        return false;
      }
      FileStore store = Files.getFileStore(folder);
      return !IN_MEMORY.contains(store.type())
          && store.getUsableSpace() >= Files.size(file) + ROOM_LEFT_BYTES;
    } catch (IOException _) {
      return false;
    }
  }
}
