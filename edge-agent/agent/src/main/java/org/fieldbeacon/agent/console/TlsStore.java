package org.fieldbeacon.agent.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The console's certificate and key, in `tls/`: made here at the first start, or a real one that
/// an administrator has brought. Blocks.
final class TlsStore {
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?");

  private final Path certificate;
  private final Path key;

  TlsStore(Path folder, String name) {
    certificate = folder.resolve("certificate.pem");
    key = folder.resolve("key.pem");
    if (DurableFile.read(certificate).isEmpty() || DurableFile.read(key).isEmpty()) {
      SelfSigned made = SelfSigned.create(name, hosts(), addresses());
      DurableFile.writeSecret(key, made.keyPem());
      DurableFile.write(certificate, made.certificatePem());
    }
  }

  PemKeyCertOptions options() {
    return new PemKeyCertOptions()
        .addCertValue(Buffer.buffer(certificatePem()))
        .addKeyValue(Buffer.buffer(DurableFile.read(key).orElseThrow()));
  }

  String certificatePem() {
    return DurableFile.read(certificate).orElseThrow();
  }

  X509Certificate first() {
    try {
      return chain(certificatePem()).getFirst();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(certificate + ": " + e.getMessage(), e);
    }
  }

  /// SHA-256 of the certificate in pairs, as browsers show it.
  String fingerprint() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(first().getEncoded());
      return HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Takes another chain and its key, once they have been found to belong together.
  ///
  /// @throws IllegalArgumentException when they do not, or are not what they should be
  void replace(String chainPem, String keyPem) {
    try {
      X509Certificate leaf = chain(chainPem).getFirst();
      requirePair(leaf, privateKey(keyPem, leaf.getPublicKey().getAlgorithm()));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
    DurableFile.writeSecret(key, keyPem);
    DurableFile.write(certificate, chainPem);
  }

  private static List<X509Certificate> chain(String pem) throws CertificateException {
    var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    List<X509Certificate> chain = new ArrayList<>();
    for (var one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
      chain.add((X509Certificate) one);
    }
    if (chain.isEmpty()) {
      throw new CertificateException("got no certificate, wanted PEM, the gateway's own first");
    }
    return chain;
  }

  private static PrivateKey privateKey(String pem, String algorithm)
      throws GeneralSecurityException {
    String begin = "-----BEGIN PRIVATE KEY-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf("-----END PRIVATE KEY-----");
    if (from < 0 || to < from) {
      throw new GeneralSecurityException(
          "got no private key, wanted PEM of PKCS #8, not encrypted");
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  private static void requirePair(X509Certificate leaf, PrivateKey own)
      throws GeneralSecurityException {
    String algorithm =
        leaf.getPublicKey().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
    Signature sign = Signature.getInstance(algorithm);
    sign.initSign(own);
    sign.update(probe);
    byte[] signed = sign.sign();
    Signature verify = Signature.getInstance(algorithm);
    verify.initVerify(leaf.getPublicKey());
    verify.update(probe);
    if (!verify.verify(signed)) {
      throw new GeneralSecurityException("got a key of another certificate, wanted its own");
    }
  }

  private static List<String> hosts() {
    List<String> hosts = new ArrayList<>(List.of("localhost"));
    try {
      String own = InetAddress.getLocalHost().getHostName();
      if (HOST.matcher(own).matches()) {
        hosts.add(own);
        hosts.add(own + ".local");
      }
    } catch (UnknownHostException _) {
      // Then it is called by its address.
    }
    return hosts;
  }

  static List<InetAddress> addresses() {
    List<InetAddress> addresses = new ArrayList<>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(a -> !a.isLinkLocalAddress())
          .forEach(addresses::add);
    } catch (SocketException _) {
      // Then it is called by its name.
    }
    return addresses;
  }
}
