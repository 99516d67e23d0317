package org.fieldbeacon.agent.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.contract.CommandKeys;

/// The public keys that packages are believed by: those named, or else the one this program was
/// shipped with; never one that lies beside a package.
public final class TrustedKeys {
  private static final String SHIPPED = "/org/fieldbeacon/firmware/models/trusted-key.pub";

  private TrustedKeys() {}

  /// @param files public keys in PEM
  /// @throws org.fieldbeacon.contract.ContractException when one holds no Ed25519 key
  public static List<PublicKey> of(List<Path> files) throws IOException {
    if (files.isEmpty()) {
      return shipped();
    }
    List<PublicKey> keys = new ArrayList<>();
    for (Path file : files) {
      keys.add(CommandKeys.readPublic(file));
    }
    return keys;
  }

  private static List<PublicKey> shipped() throws IOException {
    try (InputStream in = TrustedKeys.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        return List.of();
      }
      Path file = Files.createTempFile("trusted-key", ".pub");
      try {
        Files.write(file, in.readAllBytes());
        return List.of(CommandKeys.readPublic(file));
      } finally {
        Files.delete(file);
      }
    }
  }
}
