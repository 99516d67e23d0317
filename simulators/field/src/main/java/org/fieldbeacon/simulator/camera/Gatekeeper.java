package org.fieldbeacon.simulator.camera;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.simulator.scenario.CameraSpec.Login;

/// Lets in who knows the password: HTTP Basic (RFC 7617), or Digest with MD5 and qop auth (RFC
/// 7616), as cameras have it.
final class Gatekeeper {
  private static final String REALM = "camera";
  private static final String NONCE = "5f1d2c3b4a59687716253443";

  private final Login login;

  Gatekeeper(Login login) {
    this.login = login;
  }

  /// The value of `WWW-Authenticate`.
  String challenge() {
    return login.isBasic()
        ? "Basic realm=\"" + REALM + "\""
        : "Digest realm=\"%s\", qop=\"auth\", algorithm=MD5, nonce=\"%s\"".formatted(REALM, NONCE);
  }

  /// @param authorization the value of that header; empty when there is none
  boolean letsIn(String method, Optional<String> authorization) {
    if (authorization.isEmpty()) {
      return false;
    }
    String given = authorization.get();
    if (login.isBasic()) {
      String both = login.user() + ":" + login.password();
      return given.equals(
          "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    }
    String user = md5(login.user() + ":" + REALM + ":" + login.password());
    String request = md5(method + ":" + part(given, "uri"));
    String proper =
        md5(
            user
                + ":"
                + NONCE
                + ":"
                + part(given, "nc")
                + ":"
                + part(given, "cnonce")
                + ":auth:"
                + request);
    return given.startsWith("Digest ")
        && part(given, "username").equals(login.user())
        && part(given, "nonce").equals(NONCE)
        && part(given, "response").equals(proper);
  }

  private static String part(String header, String name) {
    Matcher found = Pattern.compile("[ ,]" + name + "=\"?([^\",]*)").matcher(header);
    return found.find() ? found.group(1) : "";
  }

  private static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
