package org.fieldbeacon.camera;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// HTTP Digest access authentication (RFC 7616), and as RFC 2069 had it where a camera states no
/// `qop`.
final class Digest {
  /// Weakest first. Old cameras know MD5 alone.
  private static final List<String> ALGORITHMS =
      List.of("md5", "md5-sess", "sha-256", "sha-256-sess", "sha-512-256", "sha-512-256-sess");

  private final Challenge challenge;
  private final String algorithm;

  private Digest(Challenge challenge) {
    this.challenge = challenge;
    this.algorithm = algorithm(challenge);
  }

  /// The strongest that can be answered; empty when there is none.
  static Optional<Digest> strongest(List<Challenge> challenges) {
    return challenges.stream()
        .filter(c -> c.scheme().equals("digest") && !c.parameter("nonce").isEmpty())
        .filter(c -> ALGORITHMS.contains(algorithm(c)) && isKnown(c.parameter("qop")))
        .max(Comparator.comparingInt(c -> ALGORITHMS.indexOf(algorithm(c))))
        .map(Digest::new);
  }

  /// Whether the camera only wants a fresh nonce.
  boolean isStale() {
    return challenge.parameter("stale").equalsIgnoreCase("true");
  }

  /// The value of `Authorization`.
  ///
  /// @param count how many requests have used this nonce, this one included
  /// @param clientNonce never used before
  String answer(
      Login login, String method, String target, byte[] body, int count, String clientNonce) {
    String realm = challenge.parameter("realm");
    String nonce = challenge.parameter("nonce");
    String quality = quality();
    String nc = "%08x".formatted(count);
    String secret = hash(login.user() + ":" + realm + ":" + login.password());
    if (algorithm.endsWith("-sess")) {
      secret = hash(secret + ":" + nonce + ":" + clientNonce);
    }
    String request = method + ":" + target;
    if (quality.equals("auth-int")) {
      request += ":" + hash(body);
    }
    String response =
        quality.isEmpty()
            ? hash(secret + ":" + nonce + ":" + hash(request))
            : hash(String.join(":", secret, nonce, nc, clientNonce, quality, hash(request)));
    var answer = new StringBuilder("Digest ");
    answer.append("username=").append(quoted(login.user()));
    answer.append(", realm=").append(quoted(realm));
    answer.append(", nonce=").append(quoted(nonce));
    answer.append(", uri=").append(quoted(target));
    answer.append(", response=").append(quoted(response));
    if (!challenge.parameter("algorithm").isEmpty()) {
      answer.append(", algorithm=").append(challenge.parameter("algorithm"));
    }
    if (!challenge.parameter("opaque").isEmpty()) {
      answer.append(", opaque=").append(quoted(challenge.parameter("opaque")));
    }
    if (!quality.isEmpty()) {
      answer.append(", qop=").append(quality);
      answer.append(", nc=").append(nc);
      answer.append(", cnonce=").append(quoted(clientNonce));
    }
    return answer.toString();
  }

  private String quality() {
    List<String> offered = qualities(challenge.parameter("qop"));
    return offered.contains("auth") ? "auth" : offered.contains("auth-int") ? "auth-int" : "";
  }

  private static boolean isKnown(String qop) {
    return qop.isBlank() || qualities(qop).stream().anyMatch(q -> q.matches("auth(-int)?"));
  }

  private static List<String> qualities(String qop) {
    return Arrays.stream(qop.split(",", -1)).map(q -> q.strip().toLowerCase(Locale.ROOT)).toList();
  }

  private static String algorithm(Challenge challenge) {
    String stated = challenge.parameter("algorithm").toLowerCase(Locale.ROOT);
    return stated.isEmpty() ? "md5" : stated;
  }

  private String hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private String hash(byte[] bytes) {
    String name =
        algorithm.startsWith("md5")
            ? "MD5"
            : algorithm.startsWith("sha-256") ? "SHA-256" : "SHA-512/256";
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(name).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
