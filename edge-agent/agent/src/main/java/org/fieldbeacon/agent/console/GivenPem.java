package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A key or certificates that somebody has given, looked at: what it is, and the fingerprint that
/// is compared with the one of whoever has made it. Says which of it is wrong. Stateless.
///
/// @param fingerprint SHA-256 in hexadecimal pairs: of a certificate's DER, as `openssl x509
///   -fingerprint -sha256` tells it; of a key's SubjectPublicKeyInfo, as `openssl pkey -pubin
///   -outform der | sha256sum` does
/// @param subject of the first certificate; empty with a key
/// @param until the first certificate ends; empty with a key
/// @param count how many there are
record GivenPem(String fingerprint, String subject, Optional<Instant> until, int count) {
  private static final String VALUE = "value";
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PUBLIC_KEY = "PUBLIC KEY";

  /// @param what `command-key`, `trust`, or `password`, which is not looked at
  /// @return empty with a password
  /// @throws ApiProblem about the field `value` when it will not do
  static Optional<GivenPem> look(String what, String pem, Instant now) {
    return switch (what) {
      case "command-key" -> Optional.of(key(pem));
      case "trust" -> Optional.of(certificates(pem, now));
      default -> Optional.empty();
    };
  }

  private static GivenPem key(String pem) {
    List<String> kinds = kinds(pem);
    refusePrivate(kinds, "指令公钥(BEGIN PUBLIC KEY)", "the public command key (BEGIN PUBLIC KEY)");
    if (kinds.contains(CERTIFICATE)) {
      throw wrong(
          "这是证书,请填在服务器证书一栏;这里要填指令公钥(BEGIN PUBLIC KEY)",
          "a public key (BEGIN PUBLIC KEY); this is a certificate, which goes into the field for the"
              + " broker's authority");
    }
    if (kinds.size() != 1 || !kinds.getFirst().equals(PUBLIC_KEY)) {
      throw wrong(
          "要填一把指令公钥(PEM,以 -----BEGIN PUBLIC KEY----- 开头);得到 " + named(kinds, "没有 PEM 内容"),
          "one public key in PEM, from -----BEGIN PUBLIC KEY----- on; got "
              + named(kinds, "nothing of PEM"));
    }
    try {
      byte[] der = octets(pem, PUBLIC_KEY);
      KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
      return new GivenPem(fingerprint(der), "", Optional.empty(), 1);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw wrong(
          "内容残缺或是别的算法;要填 Ed25519 公钥:" + e.getMessage(),
          "an Ed25519 key; this is damaged or of another kind: " + e.getMessage());
    }
  }

  private static GivenPem certificates(String pem, Instant now) {
    List<String> kinds = kinds(pem);
    refusePrivate(kinds, "服务器的 CA 证书(BEGIN CERTIFICATE)", "a certificate (BEGIN CERTIFICATE)");
    if (kinds.contains(PUBLIC_KEY)) {
      throw wrong(
          "这是公钥,若是中心的指令公钥,请填在那一栏;这里要填证书(BEGIN CERTIFICATE)",
          "certificates (BEGIN CERTIFICATE); this is a public key: the centre's command key has a"
              + " field of its own");
    }
    if (kinds.isEmpty() || !kinds.stream().allMatch(CERTIFICATE::equals)) {
      throw wrong(
          "要填 PEM 证书(以 -----BEGIN CERTIFICATE----- 开头);得到 " + named(kinds, "没有 PEM 内容"),
          "certificates in PEM, from -----BEGIN CERTIFICATE----- on; got "
              + named(kinds, "nothing of PEM"));
    }
    List<X509Certificate> all = read(pem);
    X509Certificate first = all.getFirst();
    Instant until = first.getNotAfter().toInstant();
    if (all.stream().allMatch(c -> now.isAfter(c.getNotAfter().toInstant()))) {
      String clock = ChainCheck.said(now);
      String end = ChainCheck.said(until);
      throw wrong(
          "这张证书已于 " + end + " 过期(网关时间 " + clock + ");要填未过期的",
          "a certificate that has not expired; this one did at "
              + end
              + " (the gateway's clock says "
              + clock
              + ")");
    }
    return new GivenPem(
        TlsStore.fingerprint(first),
        first.getSubjectX500Principal().getName(),
        Optional.of(until),
        all.size());
  }

  private static List<X509Certificate> read(String pem) {
    List<X509Certificate> all = new ArrayList<>();
    try {
      var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
      for (var one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        all.add((X509Certificate) one);
      }
    } catch (CertificateException e) {
      throw damaged(String.valueOf(e.getMessage()));
    }
    if (all.isEmpty()) {
      throw damaged("-");
    }
    return all;
  }

  private static ApiProblem damaged(String why) {
    return wrong("内容残缺;要填完整的 PEM 证书:" + why, "a whole certificate in PEM; this is damaged: " + why);
  }

  private static void refusePrivate(List<String> kinds, String zh, String en) {
    if (kinds.stream().anyMatch(k -> k.contains("PRIVATE KEY"))) {
      throw wrong(
          "这是私钥,不要交给网关,它可能已经泄露,请告诉中心;这里要填" + zh,
          en
              + "; this is a private key, which must not be given away: it may be known to others"
              + " now, tell the centre");
    }
  }

  private static List<String> kinds(String pem) {
    List<String> kinds = new ArrayList<>();
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      kinds.add(block.group(1));
    }
    return kinds;
  }

  private static byte[] octets(String pem, String kind) {
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      if (block.group(1).equals(kind)) {
        return Base64.getMimeDecoder().decode(block.group(2));
      }
    }
    throw new IllegalArgumentException("no " + kind);
  }

  private static String named(List<String> kinds, String nothing) {
    return kinds.isEmpty() ? nothing : String.join(", ", kinds);
  }

  private static ApiProblem wrong(String zh, String en) {
    return ApiProblem.field(VALUE, zh, en);
  }

  private static String fingerprint(byte[] der) throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(der);
    return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
  }

  JsonObject json() {
    var json = new JsonObject().put("fingerprint", fingerprint).put("count", count);
    until.ifPresent(u -> json.put("until", u.toString()).put("subject", subject));
    return json;
  }
}
