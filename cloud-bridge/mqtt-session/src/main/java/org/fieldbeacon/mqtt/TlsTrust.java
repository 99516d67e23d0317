package org.fieldbeacon.mqtt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Trust in the certificates of one PEM file and in no others; with a certificate of one's own
/// where the broker asks for one.
public final class TlsTrust {
  private static final char[] IN_MEMORY = {};

  private TlsTrust() {}

  /// @throws MqttSessionException when the file cannot be read or holds no certificate
  public static SSLContext in(Path pem) {
    return context(pem, null);
  }

  /// @param pem the text of such a file
  /// @throws MqttSessionException when it holds no certificate
  public static SSLContext of(String pem) {
    try (var text = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))) {
      return context(certificates(text, "the text"), null);
    } catch (IOException | GeneralSecurityException e) {
      throw new MqttSessionException("trust: got " + e + ", wanted X.509 certificates in PEM");
    }
  }

  /// @param certificate PEM, with the authorities between it and the broker's after it
  /// @param key PEM of its private key, PKCS #8 and not encrypted, as `openssl genpkey` writes it
  /// @throws MqttSessionException when a file cannot be read or is something else
  public static SSLContext in(Path pem, Path certificate, Path key) {
    return context(pem, ownKeys(certificate, key));
  }

  private static SSLContext context(Path pem, KeyManager @Nullable [] own) {
    try {
      return context(certificates(pem), own);
    } catch (IOException | GeneralSecurityException e) {
      throw new MqttSessionException(
          "trust file " + pem + ": got " + e + ", wanted X.509 certificates in PEM");
    }
  }

  private static SSLContext context(
      Collection<? extends Certificate> trusted, KeyManager @Nullable [] own)
      throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    for (Certificate one : trusted) {
      store.setCertificateEntry("ca-" + store.size(), one);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own, trust.getTrustManagers(), null);
    return context;
  }

  private static KeyManager[] ownKeys(Path certificate, Path key) {
    try {
      Certificate[] chain = certificates(certificate).toArray(new Certificate[0]);
      byte[] encoded =
          Base64.getMimeDecoder().decode(Files.readString(key).replaceAll("-----[A-Z ]+-----", ""));
      PrivateKey own =
          KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
      KeyStore store = emptyStore();
      store.setKeyEntry("own", own, IN_MEMORY, chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, IN_MEMORY);
      return keys.getKeyManagers();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new MqttSessionException(
          "certificate "
              + certificate
              + " with key "
              + key
              + ": got "
              + e
              + ", wanted both in PEM, the key as PKCS #8");
    }
  }

  private static Collection<? extends Certificate> certificates(Path pem)
      throws IOException, GeneralSecurityException {
    try (InputStream file = Files.newInputStream(pem)) {
      return certificates(file, pem.toString());
    }
  }

  private static Collection<? extends Certificate> certificates(InputStream pem, String where)
      throws GeneralSecurityException {
    var all = CertificateFactory.getInstance("X.509").generateCertificates(pem);
    if (all.isEmpty()) {
      throw new GeneralSecurityException("no certificate in " + where);
    }
    return all;
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }
}
