package org.fieldbeacon.drone;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// Signatures of MAVLink 2 (MAVLink guide, Message Signing): the first six bytes of SHA-256 over
/// key, frame without signature, link id and time.
final class Signing {
  /// Names the environment variable with the key, 64 hex digits.
  static final String KEY_VARIABLE = "FIELDBEACON_MAVLINK_KEY";

  static final int KEY_BYTES = 32;
  private static final int SIGNATURE_BYTES = 6;

  private final byte[] key;

  /// @param key 32 bytes
  Signing(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "MAVLink signing key: got " + key.length + " bytes, wanted " + KEY_BYTES);
    }
    this.key = key.clone();
  }

  /// With the key of the environment, empty when that has none.
  ///
  /// @throws IllegalArgumentException when what it has is no key
  static Optional<Signing> ofEnvironment() {
    return Optional.ofNullable(System.getenv(KEY_VARIABLE))
        .map(hex -> new Signing(HexFormat.of().parseHex(hex.strip())));
  }

  /// What the last six bytes of a signed frame should be.
  byte[] signature(byte[] bytes, int from, int length) {
    MessageDigest digest = sha256();
    digest.update(key);
    digest.update(bytes, from, length - SIGNATURE_BYTES);
    return Arrays.copyOf(digest.digest(), SIGNATURE_BYTES);
  }

  /// Whether a whole signed frame is signed with this key; takes the same time either way.
  boolean holds(byte[] bytes, int from, int length) {
    byte[] stated = Arrays.copyOfRange(bytes, from + length - SIGNATURE_BYTES, from + length);
    return MessageDigest.isEqual(stated, signature(bytes, from, length));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
