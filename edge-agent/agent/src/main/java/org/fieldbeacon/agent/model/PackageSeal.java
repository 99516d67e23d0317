package org.fieldbeacon.agent.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Whether hashes and signature of a package hold, without running anything of it.
///
/// @param problem why not; empty when they do
public record PackageSeal(Optional<String> problem) {
  /// @throws IOException when the folder cannot be read
  public static PackageSeal of(Path folder, List<PublicKey> trusted) throws IOException {
    List<String> wrong = PackageFiles.wrong(folder);
    return new PackageSeal(wrong.stream().findFirst().or(() -> signature(folder, trusted)));
  }

  /// Of a file, in lower-case hexadecimal.
  public static String sha256(Path file) {
    return PackageFiles.sha256(file);
  }

  /// Of every file that a signed `SHA256SUMS` should list, by name.
  ///
  /// @throws IOException when the file cannot be read
  public static Map<String, String> sums(Path folder) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    for (String line : Files.readAllLines(folder.resolve(PackageFiles.SUMS))) {
      if (line.matches("[0-9a-f]{64} [ *].+")) {
        sums.put(line.substring(66), line.substring(0, 64));
      }
    }
    return sums;
  }

  /// Why the signature over `SHA256SUMS` does not hold; empty when it does.
  public static Optional<String> signature(Path folder, List<PublicKey> trusted) {
    try {
      return PackageSignature.wrong(folder, trusted);
    } catch (IOException e) {
      return Optional.of(PackageFiles.SIGNATURE + ": " + e.getMessage());
    }
  }
}
