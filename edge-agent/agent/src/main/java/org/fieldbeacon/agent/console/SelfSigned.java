package org.fieldbeacon.agent.console;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A certificate a gateway makes for itself (RFC 5280, ECDSA on P-256), valid for as long as the
/// format can say it in two digits of a year: a gateway alone must not lock its technician out.
///
/// @param certificatePem to be shown
/// @param keyPem PKCS #8, to be kept
record SelfSigned(String certificatePem, String keyPem) {
  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String ALTERNATIVE_NAME = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

  /// Before any clock a gateway may wake up with.
  private static final Instant FROM = Instant.parse("1970-01-01T00:00:00Z");

  private static final Instant UNTIL = Instant.parse("2049-12-31T23:59:59Z");

  /// @param name for people
  /// @param hosts names it is called by
  /// @param addresses it is reached at
  static SelfSigned create(String name, List<String> hosts, List<InetAddress> addresses) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      byte[] algorithm = Der.sequence(Der.oid(ECDSA_WITH_SHA256));
      byte[] body = body(name, hosts, addresses, keys, algorithm);
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(body);
      byte[] certificate = Der.sequence(body, algorithm, Der.bits(signature.sign()));
      return new SelfSigned(
          pem("CERTIFICATE", certificate), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot sign with ECDSA on P-256", e);
    }
  }

  private static byte[] body(
      String name,
      List<String> hosts,
      List<InetAddress> addresses,
      KeyPair keys,
      byte[] algorithm) {
    byte[] who = Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8(name))));
    List<byte[]> names = new ArrayList<>();
    hosts.forEach(h -> names.add(Der.tagged(0x82, h.getBytes(StandardCharsets.US_ASCII))));
    addresses.forEach(a -> names.add(Der.tagged(0x87, a.getAddress())));
    byte[] extensions =
        Der.sequence(
            extension(BASIC_CONSTRAINTS, Der.sequence(Der.flag(true))),
            extension(EXTENDED_KEY_USAGE, Der.sequence(Der.oid(SERVER_AUTH))),
            extension(ALTERNATIVE_NAME, Der.sequence(names.toArray(byte[][]::new))));
    return Der.sequence(
        Der.tagged(0xA0, Der.integer(BigInteger.TWO)),
        Der.integer(new BigInteger(127, new SecureRandom()).add(BigInteger.ONE)),
        algorithm,
        who,
        Der.sequence(Der.time(FROM), Der.time(UNTIL)),
        who,
        keys.getPublic().getEncoded(),
        Der.tagged(0xA3, extensions));
  }

  private static byte[] extension(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private static String pem(String kind, byte[] content) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
  }
}
