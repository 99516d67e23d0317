package org.fieldbeacon.agent.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a thread has sent to the disk, by the kernel's count (proc_pid_io(5), `write_bytes`).
final class WrittenBytes {
  private static final Path IO = Path.of("/proc/thread-self/io");
  private static final String FIELD = "write_bytes: ";

  private WrittenBytes() {}

  /// Bytes since the calling thread began; 0 where the system does not tell.
  static long ofThisThread() {
    try {
      return Files.readAllLines(IO).stream()
          .filter(line -> line.startsWith(FIELD))
          .mapToLong(line -> Long.parseLong(line.substring(FIELD.length())))
          .findFirst()
          .orElse(0);
    } catch (IOException _) {
      return 0;
    }
  }
}
