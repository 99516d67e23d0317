package org.fieldbeacon.agent.model;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;

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

  private static Optional<String> signature(Path folder, List<PublicKey> trusted) {
    try {
      return PackageSignature.wrong(folder, trusted);
    } catch (IOException e) {
      return Optional.of(PackageFiles.SIGNATURE + ": " + e.getMessage());
    }
  }
}
