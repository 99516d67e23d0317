package org.fieldbeacon.agent.console;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;

/// Certificates of an authority of the test's own, good and bad.
public final class TestCertificates {
  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final String COMMON_NAME = "2.5.4.3";
  static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
  public static final Instant LATE = Instant.parse("2049-01-01T00:00:00Z");

  private TestCertificates() {}

  /// Somebody with a key.
  public record Party(String name, KeyPair keys) {
    public static Party of(String name) throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return new Party(name, generator.generateKeyPair());
    }

    public String keyPem() {
      return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    private byte[] named() {
      return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8(name))));
    }
  }

  /// @return in PEM
  public static String issue(Party to, Party by, Instant until) throws GeneralSecurityException {
    return issue(to, by, until, new byte[0]);
  }

  /// One that may vouch for anything, as earlier versions of the gateway made it.
  static String authority(Party self, Instant until) throws GeneralSecurityException {
    byte[] basicConstraints =
        Der.sequence(Der.oid("2.5.29.19"), Der.octets(Der.sequence(Der.flag(true))));
    return issue(self, self, until, Der.tagged(0xA3, Der.sequence(basicConstraints)));
  }

  private static String issue(Party to, Party by, Instant until, byte[] extensions)
      throws GeneralSecurityException {
    byte[] algorithm = Der.sequence(Der.oid(ECDSA_WITH_SHA256));
    byte[] body =
        Der.sequence(
            Der.tagged(0xA0, Der.integer(BigInteger.TWO)),
            Der.integer(BigInteger.valueOf(System.nanoTime())),
            algorithm,
            by.named(),
            Der.sequence(Der.time(FROM), Der.time(until)),
            to.named(),
            to.keys().getPublic().getEncoded(),
            extensions);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(by.keys().getPrivate());
    signature.update(body);
    return pem("CERTIFICATE", Der.sequence(body, algorithm, Der.bits(signature.sign())));
  }

  static String pem(String kind, byte[] content) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
  }
}
