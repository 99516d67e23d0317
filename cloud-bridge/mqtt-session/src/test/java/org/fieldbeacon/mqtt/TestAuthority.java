package org.fieldbeacon.mqtt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;

/// A certificate authority of a test's own, made with the JDK's keytool, and what it signs: all as
/// PEM files in one folder.
public final class TestAuthority {
  private static final String PASSWORD = "only-for-tests";

  private final Path dir;
  private final Path store;

  private TestAuthority(Path dir) {
    this.dir = dir;
    this.store = dir.resolve("store.p12");
  }

  public static TestAuthority in(Path dir) {
    try {
      var authority = new TestAuthority(Files.createDirectories(dir));
      authority.make("ca", "-ext", "bc:critical=ca:true", "-ext", "ku:critical=keyCertSign");
      return authority;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The authority's own certificate.
  public Path certificate() {
    return dir.resolve("ca.pem");
  }

  public Path certificateOf(String name) {
    return dir.resolve(name + ".pem");
  }

  /// PKCS #8.
  public Path keyOf(String name) {
    return dir.resolve(name + ".key");
  }

  /// For a broker reached under this name: `ip:127.0.0.1`, `dns:map.example`.
  public TestAuthority server(String name, String reachedAs) {
    make(name, "-signer", "ca", "-ext", "san=" + reachedAs, "-ext", "eku=serverAuth");
    return this;
  }

  public TestAuthority client(String name) {
    make(name, "-signer", "ca", "-ext", "eku=clientAuth");
    return this;
  }

  private void make(String name, String... how) {
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    name,
                    "-dname",
                    "CN=" + name,
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-validity",
                    "2",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD),
                Stream.of(how))
            .toList();
    try {
      Path log = dir.resolve("keytool.log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Assertions.assertTrue(process.waitFor(60, TimeUnit.SECONDS), "keytool hangs");
      Assertions.assertEquals(0, process.exitValue(), () -> text(log));
      KeyStore made = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      write(certificateOf(name), "CERTIFICATE", made.getCertificate(name).getEncoded());
      write(keyOf(name), "PRIVATE KEY", made.getKey(name, PASSWORD.toCharArray()).getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path file, String what, byte[] der) throws IOException {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
