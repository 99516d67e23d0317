package org.fieldbeacon.agent.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.stream.Stream;
import org.fieldbeacon.contract.CommandKeys;

/// Copies of shipped packages, signed by a key of the test's own.
public final class TestPackages {
  /// The shipped packages, from the module's folder.
  public static final Path SHIPPED = Path.of("../../firmware-configs/models").toAbsolutePath();

  /// Signs what [#copy] copies.
  public static final KeyPair KEYS = CommandKeys.generate();

  private TestPackages() {}

  /// A signed copy of a shipped package in `folder`.
  public static Path copy(String name, Path folder) throws IOException {
    Path to = folder.resolve(name);
    Path from = SHIPPED.resolve(name);
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.filter(f -> !f.startsWith(from.resolve("train"))).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    sign(to);
    return to;
  }

  public static void sign(Path folder) throws IOException {
    PackageSignature.sign(folder, KEYS.getPrivate());
  }

  /// Writes the public key to a file, as a site file names it.
  public static Path trustedKey(Path folder) {
    Path file = folder.resolve("trusted.pub");
    CommandKeys.writePublic(file, KEYS.getPublic());
    return file;
  }

  static PackageCheck.Verdict check(Path folder) throws IOException {
    return PackageCheck.of(folder, List.of(KEYS.getPublic()));
  }
}
