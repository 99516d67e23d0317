package org.fieldbeacon.agent.console;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fieldbeacon.driver.Text;

/// Whether a chain of certificates and a key can serve: readable, in order, not expired, and of one
/// pair. Says which of it is wrong, and what to do. Stateless.
final class ChainCheck {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final Map<String, String> SIGNATURES =
      Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA");
  private static final String HOW = "openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW";

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ChainCheck() {}

  /// For people, to the minute.
  static String said(Instant time) {
    return MINUTE.format(time);
  }

  /// Why they cannot serve.
  static final class Refused extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String field;
    private final transient Text wanted;

    /// @param field `chain` or `key`
    Refused(String field, String zh, String en) {
      super(en);
      this.field = field;
      this.wanted = new Text(zh, en);
    }

    String field() {
      return field;
    }

    Text wanted() {
      return wanted;
    }
  }

  /// @throws Refused when they cannot serve
  static void require(String chainPem, String keyPem, Instant now) {
    List<X509Certificate> chain = chain(chainPem);
    X509Certificate leaf = chain.getFirst();
    PrivateKey key = key(keyPem, leaf.getPublicKey());
    requirePair(chain, key);
    for (X509Certificate one : chain) {
      requireTime(one, now);
    }
    for (int i = 1; i < chain.size(); i++) {
      requireSigned(chain.get(i - 1), chain.get(i));
    }
  }

  /// The same whatever the time, and whoever has signed it.
  ///
  /// @throws Refused when the key is not that of the chain's first
  static void requirePair(String chainPem, String keyPem) {
    List<X509Certificate> chain = chain(chainPem);
    requirePair(chain, key(keyPem, chain.getFirst().getPublicKey()));
  }

  static List<X509Certificate> chain(String pem) {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
      for (var one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        chain.add((X509Certificate) one);
      }
    } catch (CertificateException e) {
      throw new Refused(
          "chain", "PEM 证书,但读不出:" + e.getMessage(), "certificates in PEM; got " + e.getMessage());
    }
    if (chain.isEmpty()) {
      throw new Refused(
          "chain", "PEM 证书,网关自己的在最前", "got no certificate, wanted PEM, the gateway's own first");
    }
    return chain;
  }

  private static PrivateKey key(String pem, PublicKey of) {
    if (pem.contains("ENCRYPTED")) {
      throw new Refused(
          "key",
          "未加密的私钥;先去掉口令:" + HOW,
          "got an encrypted key, wanted one without a passphrase: " + HOW);
    }
    if (pem.contains("-----BEGIN RSA PRIVATE KEY") || pem.contains("-----BEGIN EC PRIVATE KEY")) {
      throw new Refused(
          "key", "PKCS #8 格式的私钥;转换:" + HOW, "got an older form of key, wanted PKCS #8: " + HOW);
    }
    int from = pem.indexOf(BEGIN);
    int to = pem.indexOf(END);
    if (from < 0 || to < from) {
      throw new Refused(
          "key", "PEM 私钥(PKCS #8,未加密)", "got no private key, wanted PEM of PKCS #8, not encrypted");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.substring(from + BEGIN.length(), to));
      return KeyFactory.getInstance(of.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new Refused(
          "key",
          "这张证书的 " + of.getAlgorithm() + " 私钥",
          "got no key that can be read as "
              + of.getAlgorithm()
              + ", which the certificate has: "
              + e.getMessage());
    }
  }

  private static void requirePair(List<X509Certificate> chain, PrivateKey key) {
    if (isPair(chain.getFirst(), key)) {
      return;
    }
    for (int i = 1; i < chain.size(); i++) {
      if (isPair(chain.get(i), key)) {
        throw new Refused(
            "chain",
            "私钥属于第 " + (i + 1) + " 张证书;网关自己的证书应排在最前",
            "got the key of certificate "
                + (i + 1)
                + ", wanted the gateway's own certificate first");
      }
    }
    throw new Refused("key", "这张证书自己的私钥", "got a key of another certificate, wanted its own");
  }

  private static boolean isPair(X509Certificate certificate, PrivateKey own) {
    PublicKey key = certificate.getPublicKey();
    String algorithm = SIGNATURES.get(key.getAlgorithm());
    if (algorithm == null) {
      throw new Refused(
          "chain",
          "RSA 或 EC 证书",
          "got a certificate of " + key.getAlgorithm() + ", wanted RSA or EC");
    }
    try {
      byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
      Signature sign = Signature.getInstance(algorithm);
      sign.initSign(own);
      sign.update(probe);
      byte[] signed = sign.sign();
      Signature verify = Signature.getInstance(algorithm);
      verify.initVerify(key);
      verify.update(probe);
      return verify.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  /// A certificate of the future is taken: on a gateway it is more often the clock that is wrong.
  private static void requireTime(X509Certificate one, Instant now) {
    Instant until = one.getNotAfter().toInstant();
    if (now.isAfter(until)) {
      String who = one.getSubjectX500Principal().getName();
      throw new Refused(
          "chain",
          "未过期的证书;" + who + " 已于 " + said(until) + " 过期",
          "got "
              + who
              + ", which expired at "
              + said(until)
              + " (the gateway's clock says "
              + said(now)
              + ")");
    }
  }

  private static void requireSigned(X509Certificate one, X509Certificate by) {
    String who = one.getSubjectX500Principal().getName();
    try {
      if (one.getIssuerX500Principal().equals(by.getSubjectX500Principal())) {
        one.verify(by.getPublicKey());
        return;
      }
    } catch (GeneralSecurityException _) {
      // Told below.
    }
    throw new Refused(
        "chain",
        "顺序:网关自己的在最前,之后每张是前一张的签发者;" + who + " 之后的一张没有签发它",
        "got a chain out of order: what follows "
            + who
            + " has not signed it; wanted the gateway's own first, then who signed it, and so on");
  }
}
