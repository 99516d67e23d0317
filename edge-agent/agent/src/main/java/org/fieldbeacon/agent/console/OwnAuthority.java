package org.fieldbeacon.agent.console;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/// A gateway's own certificate authority, and the certificates it issues (RFC 5280, ECDSA on
/// P-256). It is bound by critical name constraints to this gateway's names and addresses, so that
/// a phone which has installed it believes it of nothing else; see ADR 0006.
///
/// @param certificatePem to be installed on phones
/// @param keyPem PKCS #8, to be kept
record OwnAuthority(String certificatePem, String keyPem) {
  /// iOS takes no server certificate of more than 825 days (Apple HT210176).
  static final Duration TERM = Duration.ofDays(800);

  /// The authority's; phones that have installed it need not be visited meanwhile.
  static final Duration AUTHORITY_TERM = Duration.ofDays(3_650);

  /// For phones whose clock is behind.
  private static final Duration BEFORE = Duration.ofDays(2);

  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String SUBJECT_KEY = "2.5.29.14";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String ALTERNATIVE_NAME = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  static final String NAME_CONSTRAINTS = "2.5.29.30";
  private static final String AUTHORITY_KEY = "2.5.29.35";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

  /// BIT STRINGs of RFC 5280 §4.2.1.3: unused bits, then digitalSignature; keyCertSign and cRLSign.
  private static final byte[] SIGNS = {0x07, (byte) 0x80};

  private static final byte[] ISSUES = {0x01, 0x06};
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  /// A certificate that an authority has issued.
  ///
  /// @param chainPem its own first
  /// @param keyPem PKCS #8
  record Issued(String chainPem, String keyPem) {}

  /// @param name for people; a random part is added, so that two are told apart on a phone
  static OwnAuthority create(String name, CertificateNames names, Instant now) {
    KeyPair keys = keys();
    byte[] some = new byte[2];
    new SecureRandom().nextBytes(some);
    byte[] who = named(name + " CA " + HexFormat.of().formatHex(some));
    byte[] extensions =
        Der.sequence(
            critical(BASIC_CONSTRAINTS, Der.sequence(Der.flag(true), Der.integer(BigInteger.ZERO))),
            critical(KEY_USAGE, Der.tagged(0x03, ISSUES)),
            extension(EXTENDED_KEY_USAGE, Der.sequence(Der.oid(SERVER_AUTH))),
            critical(NAME_CONSTRAINTS, Der.sequence(Der.tagged(0xA0, subtrees(names)))),
            extension(SUBJECT_KEY, Der.octets(keyId(keys.getPublic()))));
    byte[] certificate =
        signed(who, who, keys.getPublic(), now, AUTHORITY_TERM, extensions, keys.getPrivate());
    return new OwnAuthority(
        pem("CERTIFICATE", certificate), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
  }

  /// @param names each of which the authority's constraints permit
  Issued issue(String name, CertificateNames names, Instant now) {
    X509Certificate own = certificate();
    KeyPair keys = keys();
    List<byte[]> all = new ArrayList<>();
    names.hosts().forEach(h -> all.add(Der.tagged(DNS_NAME, ascii(h))));
    names.addresses().forEach(a -> all.add(Der.tagged(IP_ADDRESS, a.getAddress())));
    byte[] extensions =
        Der.sequence(
            critical(BASIC_CONSTRAINTS, Der.sequence()),
            critical(KEY_USAGE, Der.tagged(0x03, SIGNS)),
            extension(EXTENDED_KEY_USAGE, Der.sequence(Der.oid(SERVER_AUTH))),
            extension(ALTERNATIVE_NAME, Der.sequence(all.toArray(byte[][]::new))),
            extension(SUBJECT_KEY, Der.octets(keyId(keys.getPublic()))),
            extension(AUTHORITY_KEY, Der.sequence(Der.tagged(0x80, keyId(own.getPublicKey())))));
    byte[] certificate =
        signed(
            own.getSubjectX500Principal().getEncoded(),
            named(name),
            keys.getPublic(),
            now,
            TERM,
            extensions,
            key());
    return new Issued(
        pem("CERTIFICATE", certificate) + certificatePem,
        pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
  }

  X509Certificate certificate() {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(ascii(certificatePem)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the authority's certificate cannot be read", e);
    }
  }

  private PrivateKey key() {
    String inner = keyPem.replaceAll("-----[A-Z ]+-----", "");
    try {
      return KeyFactory.getInstance("EC")
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(inner)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("the authority's key cannot be read", e);
    }
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw noEcdsa(e);
    }
  }

  private static IllegalStateException noEcdsa(GeneralSecurityException e) {
    return new IllegalStateException("this Java cannot sign with ECDSA on P-256", e);
  }

  private static byte[] signed(
      byte[] issuer,
      byte[] subject,
      PublicKey publicKey,
      Instant now,
      Duration term,
      byte[] extensions,
      PrivateKey by) {
    byte[] algorithm = Der.sequence(Der.oid(ECDSA_WITH_SHA256));
    Instant from = now.minus(BEFORE);
    byte[] body =
        Der.sequence(
            Der.tagged(0xA0, Der.integer(BigInteger.TWO)),
            Der.integer(new BigInteger(127, new SecureRandom()).add(BigInteger.ONE)),
            algorithm,
            issuer,
            Der.sequence(Der.time(from), Der.time(from.plus(term))),
            subject,
            publicKey.getEncoded(),
            Der.tagged(0xA3, extensions));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(by);
      signature.update(body);
      return Der.sequence(body, algorithm, Der.bits(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw noEcdsa(e);
    }
  }

  /// RFC 5280 §4.2.1.10: a name with all below it; an address with a mask of ones.
  private static byte[] subtrees(CertificateNames names) {
    List<byte[]> all = new ArrayList<>();
    for (String host : names.hosts()) {
      all.add(Der.sequence(Der.tagged(DNS_NAME, ascii(host))));
    }
    for (InetAddress address : names.addresses()) {
      byte[] bytes = address.getAddress();
      byte[] masked = Arrays.copyOf(bytes, 2 * bytes.length);
      Arrays.fill(masked, bytes.length, masked.length, (byte) 0xFF);
      all.add(Der.sequence(Der.tagged(IP_ADDRESS, masked)));
    }
    return Der.join(all.toArray(byte[][]::new));
  }

  /// RFC 5280 §4.2.1.2 (1) with SHA-256, cut to its 20 bytes (RFC 7093 §2).
  private static byte[] keyId(PublicKey key) {
    try {
      return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()), 20);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] named(String name) {
    return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8(name))));
  }

  private static byte[] extension(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private static byte[] critical(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.flag(true), Der.octets(value));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String pem(String kind, byte[] content) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
  }
}
