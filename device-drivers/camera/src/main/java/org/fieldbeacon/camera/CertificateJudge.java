package org.fieldbeacon.camera;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Whether a camera's certificate is believed: the one with the fingerprint that the site names,
/// whatever its dates and names, since most cameras make their own; without one, what the system's
/// authorities issued for that host. A certificate that is not believed is told with its
/// fingerprint, so that a person can compare it with the camera's.
final class CertificateJudge extends X509ExtendedTrustManager {
  /// SHA-256, colons or not.
  static final String FORM = "([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}";

  private final Optional<String> fingerprint;
  private final X509ExtendedTrustManager system;

  private CertificateJudge(Optional<String> fingerprint, X509ExtendedTrustManager system) {
    this.fingerprint = fingerprint;
    this.system = system;
  }

  /// @param fingerprint of [#FORM]
  static SSLContext context(Optional<String> fingerprint) {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      X509ExtendedTrustManager system =
          Stream.of(factory.getTrustManagers())
              .filter(X509ExtendedTrustManager.class::isInstance)
              .map(X509ExtendedTrustManager.class::cast)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("this JDK has no X.509 trust manager"));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          null,
          new TrustManager[] {
            new CertificateJudge(fingerprint.map(CertificateJudge::plain), system)
          },
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  static String fingerprint(X509Certificate certificate) throws CertificateException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new CertificateException(e);
    }
  }

  private static String plain(String fingerprint) {
    return fingerprint.replace(":", "").toLowerCase(Locale.ROOT);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    String got = fingerprint(chain[0]);
    if (fingerprint.isPresent()) {
      if (!fingerprint.get().equals(got)) {
        throw new CertificateException(
            "got the fingerprint " + got + ", wanted " + fingerprint.get());
      }
      return;
    }
    try {
      system.checkServerTrusted(chain, type, engine);
    } catch (CertificateException e) {
      throw new CertificateException(
          "got one that nobody here believes ("
              + e.getMessage()
              + "); compare with the camera's own, then set certificate: "
              + got,
          e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw unused();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw unused();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw unused();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw unused();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw unused();
  }

  /// The host's name is checked with an engine alone.
  private static CertificateException unused() {
    return new CertificateException("got another way to ask, wanted a client's engine");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return system.getAcceptedIssuers();
  }
}
