package org.fieldbeacon.agent.console;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Passwords as PBKDF2 with HMAC-SHA-512 (RFC 8018 §5.2): `pbkdf2-sha512$iterations$salt$hash`.
/// Blocks for a third of a second and more: never on the event loop.
final class Passwords {
  /// OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA512.
  static final int ITERATIONS = 210_000;

  private static final String KIND = "pbkdf2-sha512";
  private static final int MOST_ITERATIONS = 10_000_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 512;

  private final SecureRandom random = new SecureRandom();
  private final int iterations;

  Passwords(int iterations) {
    this.iterations = iterations;
  }

  String hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    HexFormat hex = HexFormat.of();
    return String.join(
        "$",
        KIND,
        String.valueOf(iterations),
        hex.formatHex(salt),
        hex.formatHex(derive(password, salt, iterations)));
  }

  /// Whether `password` is the one that `stored` was made of; takes as long either way.
  static boolean matches(String password, String stored) {
    String[] parts = stored.split("\\$", -1);
    if (parts.length != 4 || !parts[0].equals(KIND)) {
      throw new IllegalArgumentException("password hash: got " + parts[0] + ", wanted " + KIND);
    }
    int times = Integer.parseInt(parts[1]);
    if (times < 1 || times > MOST_ITERATIONS) {
      throw new IllegalArgumentException("password hash: got " + times + " iterations");
    }
    byte[] wanted = HexFormat.of().parseHex(parts[3]);
    return MessageDigest.isEqual(
        wanted, derive(password, HexFormat.of().parseHex(parts[2]), times));
  }

  private static byte[] derive(String password, byte[] salt, int times) {
    var spec = new PBEKeySpec(password.toCharArray(), salt, times, HASH_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no PBKDF2WithHmacSHA512", e);
    } finally {
      spec.clearPassword();
    }
  }
}
