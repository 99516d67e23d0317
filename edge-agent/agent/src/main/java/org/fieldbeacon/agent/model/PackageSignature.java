package org.fieldbeacon.agent.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The detached Ed25519 signature (RFC 8032) over `SHA256SUMS`, in Base64. Stateless.
final class PackageSignature {
  private PackageSignature() {}

  /// Writes the sums of the package and signs them.
  static void sign(Path folder, PrivateKey key) throws IOException {
    var text = new StringBuilder();
    for (Map.Entry<String, String> file : PackageFiles.sums(folder).entrySet()) {
      text.append(file.getValue()).append("  ").append(file.getKey()).append('\n');
    }
    byte[] sums = text.toString().getBytes(StandardCharsets.UTF_8);
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(sums);
      String base64 = Base64.getEncoder().encodeToString(signature.sign());
      Files.write(folder.resolve(PackageFiles.SUMS), sums);
      Files.writeString(folder.resolve(PackageFiles.SIGNATURE), base64 + "\n");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing " + folder, e);
    }
  }

  /// Why it does not hold under any of the keys; empty when it holds.
  static Optional<String> wrong(Path folder, List<PublicKey> trusted) throws IOException {
    Path file = folder.resolve(PackageFiles.SIGNATURE);
    Path sums = folder.resolve(PackageFiles.SUMS);
    if (!Files.isRegularFile(file) || !Files.isRegularFile(sums)) {
      return Optional.of(PackageFiles.SIGNATURE + ": got no signature, wanted one");
    }
    byte[] octets;
    try {
      octets = Base64.getDecoder().decode(Files.readString(file).strip());
    } catch (IllegalArgumentException | java.nio.charset.CharacterCodingException e) {
      return Optional.of(PackageFiles.SIGNATURE + ": got " + e.getMessage() + ", wanted Base64");
    }
    for (PublicKey key : trusted) {
      if (holds(Files.readAllBytes(sums), octets, key)) {
        return Optional.empty();
      }
    }
    return Optional.of(
        PackageFiles.SIGNATURE
            + ": got a signature by none of the "
            + trusted.size()
            + " trusted keys, wanted one of theirs over "
            + PackageFiles.SUMS);
  }

  private static boolean holds(byte[] text, byte[] octets, PublicKey key) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(key);
      signature.update(text);
      return signature.verify(octets);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}
