package org.fieldbeacon.camera;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Who asks. Never printed.
record Login(String user, String password) {
  /// The value of `Authorization` (RFC 7617).
  String basic() {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  @Override
  public String toString() {
    return "user " + user;
  }
}
