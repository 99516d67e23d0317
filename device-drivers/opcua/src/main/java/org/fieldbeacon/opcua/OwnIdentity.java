package org.fieldbeacon.opcua;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;

/// A certificate with its private key: this application's own, made at first use, or a user's. The
/// key's file is readable by its owner only and never leaves the gateway.
///
/// @param applicationUri as the certificate has it (Part 4 §7.2); empty when it has none
record OwnIdentity(X509Certificate certificate, PrivateKey key, String applicationUri) {
  static final String CERTIFICATE = "certificate.der";
  static final String KEY = "private-key.pem";

  private static final int RSA_BITS = 2048;

  /// A gateway outlives the patience for visits with a new certificate.
  private static final Duration VALID = Duration.ofDays(20 * 365L);

  /// A clock that has not been set yet must not make a certificate that ends before it is used.
  private static final Instant EARLIEST = Instant.parse("2025-01-01T00:00:00Z");

  private static final int SAN_URI = 6;

  /// The one in `folder`, made now when there is none.
  ///
  /// @throws IOException when the folder cannot be used or holds something else
  static OwnIdentity inFolder(Path folder, String name, Instant now) throws IOException {
    if (!Files.exists(folder.resolve(KEY)) || !Files.exists(folder.resolve(CERTIFICATE))) {
      make(folder, name, now.isBefore(EARLIEST) ? EARLIEST : now);
    }
    return load(folder);
  }

  /// The one in `folder`: `certificate.der` (DER or PEM) and `private-key.pem` (PKCS #8).
  static OwnIdentity load(Path folder) throws IOException {
    Path certificateFile = folder.resolve(CERTIFICATE);
    Path keyFile = folder.resolve(KEY);
    try (var in = Files.newInputStream(certificateFile)) {
      var certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      String pem = Files.readString(keyFile).replaceAll("-----[A-Z ]+-----|\\s", "");
      PrivateKey key =
          KeyFactory.getInstance("RSA")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
      return new OwnIdentity(certificate, key, uriOf(certificate));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          folder + ": got " + e.getMessage() + ", wanted an X.509 certificate and its RSA key", e);
    }
  }

  KeyPair pair() {
    return new KeyPair(certificate.getPublicKey(), key);
  }

  private static void make(Path folder, String name, Instant from) throws IOException {
    try {
      KeyPair pair = SelfSignedCertificateGenerator.generateRsaKeyPair(RSA_BITS);
      String host = hostName();
      X509Certificate certificate =
          new SelfSignedCertificateGenerator()
              .generateSelfSigned(
                  pair,
                  Date.from(from.minus(Duration.ofDays(1))),
                  Date.from(from.plus(VALID)),
                  "Fieldbeacon " + name,
                  "Fieldbeacon",
                  "gateway",
                  "",
                  "",
                  "CN",
                  "urn:" + host + ":fieldbeacon:" + name,
                  List.of(host),
                  List.of(),
                  SelfSignedCertificateBuilder.SA_SHA256_RSA);
      Files.createDirectories(folder);
      String key =
          "-----BEGIN PRIVATE KEY-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'})
                  .encodeToString(pair.getPrivate().getEncoded())
              + "\n-----END PRIVATE KEY-----\n";
      put(folder.resolve(KEY), key.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      put(folder.resolve(CERTIFICATE), certificate.getEncoded());
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(folder + ": cannot make a certificate: " + e.getMessage(), e);
    }
  }

  /// Whole or not at all, and on flash when this returns.
  private static void put(Path file, byte[] bytes) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (var channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      var buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String uriOf(X509Certificate certificate) throws GeneralSecurityException {
    var names = certificate.getSubjectAlternativeNames();
    if (names == null) {
      return "";
    }
    return names.stream()
        .filter(n -> n.get(0) instanceof Integer kind && kind == SAN_URI)
        .map(n -> String.valueOf(n.get(1)))
        .findFirst()
        .orElse("");
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
    } catch (UnknownHostException _) {
      return "gateway";
    }
  }
}
