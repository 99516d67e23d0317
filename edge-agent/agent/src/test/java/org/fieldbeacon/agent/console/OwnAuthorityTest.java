package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The authority a gateway makes for itself and what it issues, as the JDK's own reader, its path
/// validation and TLS see them.
class OwnAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  @TempDir Path folder;

  private static CertificateNames names(String host, String address) throws Exception {
    return new CertificateNames(List.of(host), List.of(InetAddress.getByName(address)));
  }

  private static CertificateNames ours() throws Exception {
    return names("gate.local", "192.168.1.7");
  }

  /// RFC 5280 §6.1. The JDK takes no constraints from an anchor, so the authority stands in the
  /// path once more, below an anchor with its name and key.
  private static void validate(OwnAuthority by, OwnAuthority.Issued issued, Instant at)
      throws GeneralSecurityException {
    X509Certificate root = by.certificate();
    var anchor = new TrustAnchor(root.getSubjectX500Principal(), root.getPublicKey(), null);
    var wanted = new PKIXParameters(Set.of(anchor));
    wanted.setRevocationEnabled(false);
    wanted.setDate(Date.from(at));
    var path =
        CertificateFactory.getInstance("X.509")
            .generateCertPath(ChainCheck.chain(issued.chainPem()));
    CertPathValidator.getInstance("PKIX").validate(path, wanted);
  }

  @Test
  void whatItIssuesIsALeafForItsNamesThatPhonesTake() throws Exception {
    OwnAuthority by = OwnAuthority.create("网关 gw-1", ours(), NOW);
    OwnAuthority.Issued issued = by.issue("网关 gw-1", ours(), NOW);
    List<X509Certificate> chain = ChainCheck.chain(issued.chainPem());
    X509Certificate leaf = chain.getFirst();
    assertEquals(by.certificate(), chain.getLast());
    assertEquals("CN=网关 gw-1", leaf.getSubjectX500Principal().getName());
    assertEquals(
        "[[2, gate.local], [7, 192.168.1.7]]", leaf.getSubjectAlternativeNames().toString());
    assertEquals(-1, leaf.getBasicConstraints(), "no authority");
    assertEquals(List.of("1.3.6.1.5.5.7.3.1"), leaf.getExtendedKeyUsage());
    assertTrue(leaf.getKeyUsage()[0]);
    assertTrue(
        Duration.between(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant()).toDays()
            <= 825,
        "iOS takes no longer one");
    ChainCheck.require(issued.chainPem(), issued.keyPem(), NOW);
    validate(by, issued, NOW);
  }

  @Test
  void itMayIssueForNothingElseAndPhonesAreToldSoCritically() throws Exception {
    OwnAuthority by = OwnAuthority.create("gw", ours(), NOW);
    X509Certificate root = by.certificate();
    assertEquals(0, root.getBasicConstraints(), "an authority, with none below it");
    assertTrue(root.getKeyUsage()[5], "signs certificates");
    assertTrue(!root.getKeyUsage()[0], "and nothing else");
    assertTrue(
        root.getCriticalExtensionOIDs()
            .containsAll(List.of("2.5.29.15", "2.5.29.19", "2.5.29.30")));
    // Not vacuous: the same authority for its own name is believed.
    validate(by, by.issue("gw", ours(), NOW), NOW);
    for (CertificateNames others :
        List.of(
            names("bank.example", "192.168.1.7"),
            names("gate.local", "192.168.1.8"),
            names("gate.local", "::1"))) {
      OwnAuthority.Issued issued = by.issue("gw", others, NOW);
      assertThrows(
          CertPathValidatorException.class, () -> validate(by, issued, NOW), others::toString);
    }
    OwnAuthority.Issued later = by.issue("gw", ours(), NOW);
    assertThrows(
        CertPathValidatorException.class, () -> validate(by, later, NOW.plus(OwnAuthority.TERM)));
  }

  /// Who has installed the authority is not warned: names are checked, nothing is trusted blindly.
  @Test
  void aClientThatTrustsItConnectsByAddress() throws Exception {
    try (var console = new TestConsole(folder)) {
      var chief = console.first("chief");
      String pem = console.send("GET", "/api/v1/tls/certificate.pem", "", chief).body();
      List<X509Certificate> installed = ChainCheck.chain(pem);
      assertEquals(1, installed.size());
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("gateway", installed.getFirst());
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
      assertTrue(Files.exists(folder.resolve("console/tls/identity.pem")));
    }
  }
}
