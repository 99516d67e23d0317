package org.fieldbeacon.opcua;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/// The name by which OPC UA tools show a certificate: the SHA-1 of its DER form (OPC UA Part 6
/// §6.2.2). It is compared by people; what is believed is the whole certificate.
record Thumbprint(String hex) {
  static Thumbprint of(X509Certificate certificate) {
    return new Thumbprint(hex("SHA-1", certificate));
  }

  /// The longer one, which nobody can forge.
  static String sha256(X509Certificate certificate) {
    return hex("SHA-256", certificate);
  }

  private static String hex(String digest, X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(digest).digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was decoded cannot be encoded", e);
    }
  }

  @Override
  public String toString() {
    return hex;
  }
}
