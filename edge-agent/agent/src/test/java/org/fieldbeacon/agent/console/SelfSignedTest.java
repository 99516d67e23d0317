package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The certificate a gateway makes for itself, as the JDK's own reader and TLS see it.
class SelfSignedTest {
  @TempDir Path folder;

  private static X509Certificate read(String pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(pem.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  @Test
  void isReadAsWhatWasMeant() throws Exception {
    SelfSigned made =
        SelfSigned.create(
            "网关 gw-1", List.of("gate.local"), List.of(InetAddress.getByName("192.168.1.7")));
    X509Certificate read = read(made.certificatePem());
    read.verify(read.getPublicKey());
    assertEquals("CN=网关 gw-1", read.getSubjectX500Principal().getName());
    assertEquals(
        "[[2, gate.local], [7, 192.168.1.7]]", read.getSubjectAlternativeNames().toString());
    assertEquals(Instant.EPOCH, read.getNotBefore().toInstant());
    assertEquals(Instant.parse("2049-12-31T23:59:59Z"), read.getNotAfter().toInstant());
    assertTrue(read.getBasicConstraints() >= 0);
  }

  /// Who has installed the certificate is not warned: names are checked, nothing is trusted
  /// blindly.
  @Test
  void aClientThatTrustsItConnectsByAddress() throws Exception {
    try (var console = new TestConsole(folder)) {
      Path file = folder.resolve("console/tls/certificate.pem");
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("gateway", read(java.nio.file.Files.readString(file)));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
        var request =
            HttpRequest.newBuilder(
                    URI.create("https://127.0.0.1:" + console.port + "/api/v1/welcome"))
                .build();
        assertEquals(200, client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
      }
    }
  }

  @Test
  void aKeyOfAnotherCertificateIsRefusedAndTheOldOneStays() {
    var store = new TlsStore(folder, "gw");
    String before = store.fingerprint();
    SelfSigned one = SelfSigned.create("one", List.of("a"), List.of());
    SelfSigned two = SelfSigned.create("two", List.of("b"), List.of());
    assertThrows(
        IllegalArgumentException.class,
        () -> store.replace(one.certificatePem(), two.keyPem(), Instant.EPOCH));
    assertThrows(
        IllegalArgumentException.class, () -> store.replace("no pem", one.keyPem(), Instant.EPOCH));
    assertEquals(before, store.fingerprint());
    store.replace(one.certificatePem(), one.keyPem(), Instant.EPOCH);
    assertEquals("CN=one", store.first().getSubjectX500Principal().getName());
  }
}
