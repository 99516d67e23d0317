package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.fieldbeacon.agent.console.TestCertificates.Party;
import org.fieldbeacon.agent.console.TestConsole.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real certificate over the API: taken when it can serve, refused beside the field that is
/// wrong, and then really presented.
class TlsIT {
  @TempDir Path folder;

  private static List<String> presented(TestConsole console) throws Exception {
    try (var socket =
        (SSLSocket)
            TestConsole.trusting().getSocketFactory().createSocket("127.0.0.1", console.port)) {
      socket.setSoTimeout(60_000);
      socket.startHandshake();
      return java.util.Arrays.stream(socket.getSession().getPeerCertificates())
          .map(TlsIT::name)
          .toList();
    }
  }

  private static String name(Certificate certificate) {
    return ((X509Certificate) certificate).getSubjectX500Principal().getName();
  }

  private static HttpResponse<String> put(TestConsole console, Person by, String chain, String key)
      throws Exception {
    var body = new JsonObject().put("chain", chain).put("key", key);
    return console.send("PUT", "/api/v1/tls", body.encode(), by);
  }

  @Test
  void aRealCertificateIsPresentedWithItsChainAtOnceAndAfterARestart() throws Exception {
    Party authority = Party.of("authority");
    Party gateway = Party.of("gate.example");
    String chain =
        TestCertificates.issue(gateway, authority, TestCertificates.LATE)
            + TestCertificates.issue(authority, authority, TestCertificates.LATE);
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      assertNotEquals("CN=gate.example", presented(console).getFirst());
      assertEquals(204, put(console, chief, chain, gateway.keyPem()).statusCode());
      assertEquals(List.of("CN=gate.example", "CN=authority"), presented(console));
      JsonObject told = new JsonObject(console.send("GET", "/api/v1/tls", "", chief).body());
      assertEquals("CN=authority", told.getString("issuer"));
      assertEquals(false, told.getBoolean("ownMaking"));
      String audit = console.send("GET", "/api/v1/audit", "", chief).body();
      assertTrue(audit.contains("certificate-replaced"), audit);
    }
    try (var console = new TestConsole(folder)) {
      assertEquals(List.of("CN=gate.example", "CN=authority"), presented(console));
    }
  }

  private static String presentedFingerprint(TestConsole console) throws Exception {
    try (var socket =
        (SSLSocket)
            TestConsole.trusting().getSocketFactory().createSocket("127.0.0.1", console.port)) {
      socket.setSoTimeout(60_000);
      socket.startHandshake();
      return TlsStore.fingerprint((X509Certificate) socket.getSession().getPeerCertificates()[0]);
    }
  }

  @Test
  void aNewOneIsMadeWhenAskedForAndIsOnRecord() throws Exception {
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      String before = presentedFingerprint(console);
      JsonObject old = new JsonObject(console.send("GET", "/api/v1/tls", "", chief).body());
      assertEquals(before, old.getString("fingerprint"));
      HttpResponse<String> made = console.send("POST", "/api/v1/tls/renew", "{}", chief);
      assertEquals(200, made.statusCode(), made.body());
      String after = presentedFingerprint(console);
      assertNotEquals(before, after);
      assertEquals(after, new JsonObject(made.body()).getString("fingerprint"));
      JsonObject told = new JsonObject(console.send("GET", "/api/v1/tls", "", chief).body());
      assertNotEquals(
          old.getJsonObject("authority").getString("fingerprint"),
          told.getJsonObject("authority").getString("fingerprint"));
      assertTrue(told.getJsonArray("names").contains("127.0.0.1"), told.encode());
      HttpResponse<String> audit = console.send("GET", "/api/v1/audit", "", chief);
      JsonObject entry = new JsonObject(audit.body()).getJsonArray("entries").getJsonObject(0);
      assertEquals("certificate-made", entry.getString("what"));
      assertEquals(before, entry.getString("before"));
      assertEquals(after, entry.getString("after"));
    }
  }

  @Test
  @Timeout(120)
  void anOwnOneIsMadeAnewByItselfBeforeItsEndAndPhonesNoticeNothing() throws Exception {
    var ahead = new AtomicLong();
    InstantSource clock = () -> Instant.now().plusSeconds(ahead.get());
    try (var console = new TestConsole(folder, Duration.ofSeconds(20), TestConsole.NOBODY, clock)) {
      Person chief = console.first("chief");
      String before = presentedFingerprint(console);
      String installed = console.send("GET", "/api/v1/tls/certificate.pem", "", chief).body();
      ahead.set(OwnAuthority.TERM.minus(Duration.ofDays(10)).toSeconds());
      while (presentedFingerprint(console).equals(before)) {
        Thread.onSpinWait();
      }
      JsonObject told = new JsonObject(console.send("GET", "/api/v1/tls", "", chief).body());
      assertEquals(before, told.getJsonObject("renewed").getString("before"));
      assertEquals(installed, console.send("GET", "/api/v1/tls/certificate.pem", "", chief).body());
    }
  }

  @Test
  void whatCannotServeIsRefusedBesideItsFieldAndTheOldOneStays() throws Exception {
    Party authority = Party.of("authority");
    Party gateway = Party.of("gate.example");
    Party other = Party.of("other");
    String own = TestCertificates.issue(gateway, authority, TestCertificates.LATE);
    String root = TestCertificates.issue(authority, authority, TestCertificates.LATE);
    String expired =
        TestCertificates.issue(gateway, authority, Instant.parse("2021-01-01T00:00:00Z"));
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    String rsaKey =
        TestCertificates.pem("PRIVATE KEY", rsa.generateKeyPair().getPrivate().getEncoded());
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      List<String> before = presented(console);
      refused(console, chief, own, other.keyPem(), "key", "another certificate");
      refused(console, chief, own, rsaKey, "key", "which the certificate has");
      refused(console, chief, expired, gateway.keyPem(), "chain", "expired at 2021-01-01");
      refused(console, chief, own + expired, gateway.keyPem(), "chain", "expired");
      refused(console, chief, root + own, gateway.keyPem(), "chain", "own certificate first");
      String stranger = TestCertificates.issue(other, other, TestCertificates.LATE);
      refused(console, chief, own + stranger, gateway.keyPem(), "chain", "out of order");
      String encrypted = gateway.keyPem().replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
      refused(console, chief, own, encrypted, "key", "without a passphrase");
      String old = gateway.keyPem().replace("PRIVATE KEY", "EC PRIVATE KEY");
      refused(console, chief, own, old, "key", "PKCS #8");
      refused(console, chief, own, own, "key", "no private key");
      refused(console, chief, "no pem", gateway.keyPem(), "chain", "certificate");
      refused(console, chief, own.substring(0, 200), gateway.keyPem(), "chain", "certificate");
      String broken = gateway.keyPem().replaceFirst("\n[A-Za-z0-9+/]{10}", "\n");
      refused(console, chief, own, broken, "key", "no key that can be read");
      assertEquals(before, presented(console));
    }
  }

  private static void refused(
      TestConsole console, Person by, String chain, String key, String field, String why)
      throws Exception {
    HttpResponse<String> answer = put(console, by, chain, key);
    assertEquals(400, answer.statusCode(), why + ": " + answer.body());
    JsonObject error = new JsonObject(answer.body()).getJsonArray("errors").getJsonObject(0);
    assertEquals(field, error.getString("field"), answer.body());
    JsonObject wanted = error.getJsonObject("wanted");
    assertTrue(wanted.getString("en").contains(why), wanted.encode());
    assertTrue(wanted.getString("zh").codePoints().anyMatch(c -> c > 0x4E00), wanted.encode());
  }
}
