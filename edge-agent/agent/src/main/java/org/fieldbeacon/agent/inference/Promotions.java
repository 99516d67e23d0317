package org.fieldbeacon.agent.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Which models run from the package that ran beside: one small file a model, written by `model
/// promote`, removed when it is rolled back. Any thread, any process; a file is there or not.
public final class Promotions {
  private final Path folder;

  /// @param store the site's store
  public Promotions(Path store) {
    folder = store.resolve("models");
  }

  /// Nothing is ever promoted.
  public static Promotions none() {
    return new Promotions(Path.of("/nonexistent"));
  }

  /// The hash of the model that was promoted, empty when none was.
  public Optional<String> promoted(String use) {
    Path file = file(use);
    try {
      return Files.isRegularFile(file)
          ? Optional.of(Files.readString(file).strip())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  /// @param sha256 of the model that was looked at when it was promoted
  public void promote(String use, String sha256) {
    Path file = file(use);
    try {
      Files.createDirectories(folder);
      Path making = file.resolveSibling(use + ".making");
      Files.writeString(making, sha256 + "\n");
      sync(making, StandardOpenOption.WRITE);
      Files.move(making, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      sync(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
  }

  public void rollBack(String use) {
    try {
      if (Files.deleteIfExists(file(use))) {
        sync(folder, StandardOpenOption.READ);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + file(use), e);
    }
  }

  /// Brings it to flash.
  private static void sync(Path place, StandardOpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(place, how)) {
      channel.force(true);
    }
  }

  private Path file(String use) {
    return folder.resolve(use + ".promoted");
  }
}
