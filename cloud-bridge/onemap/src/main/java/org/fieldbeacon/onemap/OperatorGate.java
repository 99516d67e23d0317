package org.fieldbeacon.onemap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/// Who may acknowledge: whoever shows the operators' token. Only its SHA-256 is kept.
final class OperatorGate {
  private static final int MIN_TOKEN_CHARS = 16;

  private final byte[] tokenHash;

  private OperatorGate(byte[] tokenHash) {
    this.tokenHash = tokenHash;
  }

  /// @param gate the gate
  /// @param fresh a token made just now, to be shown once
  record Opened(OperatorGate gate, Optional<String> fresh) {}

  static Opened open(Path data, Optional<Path> tokenFile) {
    try {
      if (tokenFile.isPresent()) {
        return new Opened(fromFile(tokenFile.get()), Optional.empty());
      }
      Path kept = data.resolve("operator-token.sha256");
      if (Files.exists(kept)) {
        byte[] hash = HexFormat.of().parseHex(Files.readString(kept).strip());
        return new Opened(new OperatorGate(hash), Optional.empty());
      }
      byte[] random = new byte[16];
      new SecureRandom().nextBytes(random);
      String token = HexFormat.of().formatHex(random);
      // Into its place in one step: a half-written file would admit nobody, for good.
      Path making = data.resolve("operator-token.sha256.making");
      Files.deleteIfExists(making);
      Files.createFile(
          making,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(making, HexFormat.of().formatHex(sha256(token)) + "\n");
      Files.move(making, kept, StandardCopyOption.ATOMIC_MOVE);
      return new Opened(new OperatorGate(sha256(token)), Optional.of(token));
    } catch (IOException | IllegalArgumentException e) {
      throw new OneMapException("operator token: " + e.getMessage(), e);
    }
  }

  boolean admits(String token) {
    return MessageDigest.isEqual(tokenHash, sha256(token));
  }

  private static OperatorGate fromFile(Path file) throws IOException {
    String token = Files.readString(file).strip();
    if (token.length() < MIN_TOKEN_CHARS) {
      throw new OneMapException(
          "operator token file "
              + file
              + ": got "
              + token.length()
              + " characters, wanted "
              + MIN_TOKEN_CHARS
              + " or more");
    }
    return new OperatorGate(sha256(token));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
