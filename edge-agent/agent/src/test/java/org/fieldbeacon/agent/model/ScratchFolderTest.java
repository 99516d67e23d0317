package org.fieldbeacon.agent.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFolderTest {
  private static final Path IN_MEMORY = Path.of("/dev/shm");

  @TempDir Path folder;

  /// A copy in memory would save none.
  @Test
  void aFolderInMemoryIsPassedOver() throws IOException {
    Assumptions.assumeTrue(
        Files.isDirectory(IN_MEMORY) && Files.getFileStore(IN_MEMORY).type().equals("tmpfs"),
        "skipped: /dev/shm is no tmpfs here");
    Path file = Files.writeString(folder.resolve("model"), "octets");
    assertEquals(Optional.empty(), ScratchFolder.among(List.of(IN_MEMORY), file));
  }

  @Test
  void theFirstFolderThatIsThereIsTaken() throws IOException {
    Assumptions.assumeFalse(
        Files.getFileStore(folder).type().equals("tmpfs"), "skipped: " + folder + " is a tmpfs");
    Path file = Files.writeString(folder.resolve("model"), "octets");
    assertEquals(
        Optional.of(folder), ScratchFolder.among(List.of(folder.resolve("no"), folder), file));
  }
}
