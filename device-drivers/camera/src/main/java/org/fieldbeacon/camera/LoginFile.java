package org.fieldbeacon.camera;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A user and the file that holds the password, read whenever it is needed, so that a new password
/// needs no restart.
record LoginFile(String user, Path passwordFile) {
  private static final int MAX_BYTES = 1024;

  Login read() throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(passwordFile)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new IOException("password-file " + passwordFile + " cannot be read: " + e, e);
    }
    String password = new String(bytes, java.nio.charset.StandardCharsets.UTF_8).stripTrailing();
    if (bytes.length > MAX_BYTES || password.isEmpty() || password.contains("\n")) {
      throw new IOException("password-file " + passwordFile + ": wanted one line of 1..1024 bytes");
    }
    return new Login(user, password);
  }
}
