package org.fieldbeacon.agent.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Passwords, keys and certificates in `secrets/` beside the site file, each in a file of its own,
/// so that what runs keeps the one it was started with. A name says nothing about what is in the
/// file. Blocks.
final class SecretFiles {
  /// Unnamed ones that stay: a form has just made them, and is about to name them.
  static final int SPARE = 12;

  private static final int RANDOM_BYTES = 8;

  /// Ours, of today and of earlier versions; never what somebody has put here by hand.
  private static final Pattern OURS =
      Pattern.compile("(?:password|command-key|trust)-[0-9a-f]{8,16}");

  private final Path folder;
  private final SecureRandom random = new SecureRandom();

  SecretFiles(Path siteFolder) {
    folder = siteFolder.toAbsolutePath().normalize().resolve("secrets");
  }

  /// @param what it is: `password`, `command-key` or `trust`
  /// @return a name that is free
  Path fresh(String what) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return folder.resolve(what + "-" + HexFormat.of().formatHex(bytes));
  }

  /// Removes those that no text names any more, but for the youngest.
  ///
  /// @param texts of all that may still be run with
  /// @return how many went
  int sweep(Collection<String> texts) {
    Map<Path, FileTime> spare = new TreeMap<>();
    try {
      for (Path file : ours()) {
        String name = String.valueOf(file.getFileName());
        if (texts.stream().noneMatch(t -> t.contains(name))) {
          spare.put(file, Files.getLastModifiedTime(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": cannot be read", e);
    }
    List<Path> old =
        spare.entrySet().stream()
            .sorted(Map.Entry.<Path, FileTime>comparingByValue(Comparator.reverseOrder()))
            .skip(SPARE)
            .map(Map.Entry::getKey)
            .toList();
    old.forEach(DurableFile::delete);
    return old.size();
  }

  private List<Path> ours() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> OURS.matcher(String.valueOf(f.getFileName())).matches())
          .filter(Files::isRegularFile)
          .toList();
    }
  }
}
