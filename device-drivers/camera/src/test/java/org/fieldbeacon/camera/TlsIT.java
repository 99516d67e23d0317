package org.fieldbeacon.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.fieldbeacon.driver.ScriptedPeer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A camera with a certificate that it made itself, as most have.
@Timeout(120)
class TlsIT {
  private static final Duration PATIENT = Duration.ofSeconds(30);

  /// Longer than a record of TLS.
  private static final byte[] PICTURE = Arrays.copyOf(Site.JPEG, 100_000);

  @TempDir static Path folder;
  private static HttpsServer camera;
  private static String fingerprint;

  @BeforeAll
  static void start() throws Exception {
    Path keys = folder.resolve("keys.p12");
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair",
                "-alias",
                "camera",
                "-keyalg",
                "EC",
                "-dname",
                "CN=camera",
                "-validity",
                "365",
                "-storetype",
                "PKCS12",
                "-storepass",
                "of-a-test",
                "-keystore",
                keys.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertTrue(made.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, made.exitValue(), Files.readString(folder.resolve("keytool.log")));
    char[] password = "of-a-test".toCharArray();
    KeyStore store = KeyStore.getInstance(keys.toFile(), password);
    fingerprint = CertificateJudge.fingerprint((X509Certificate) store.getCertificate("camera"));
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    camera = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    camera.setHttpsConfigurator(new HttpsConfigurator(context));
    camera.createContext(
        "/a",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, PICTURE.length);
            exchange.getResponseBody().write(PICTURE);
          }
        });
    camera.start();
  }

  @AfterAll
  static void stop() {
    if (camera != null) {
      camera.stop(0);
    }
  }

  @Test
  void aPictureComesFromACameraWhoseFingerprintTheSiteNames() {
    for (String written : List.of(fingerprint, colons(fingerprint))) {
      try (var site = site(Map.of("certificate", written))) {
        site.poll();
        assertEquals(List.of(PICTURE.length), site.sizes(), site.said());
        assertEquals("ONLINE ", site.said());
      }
    }
  }

  /// Promise 10: nobody is believed by default, and what would have to be believed is told.
  @Test
  void aCameraThatNoAuthorityVouchesForIsToldWithItsFingerprint() {
    try (var site = site(Map.of("tls", true))) {
      site.poll();
      assertEquals(List.of(), site.sizes());
      assertTrue(
          site.said().startsWith("MISCONFIGURED ") && site.said().contains(fingerprint),
          site.said());
    }
  }

  @Test
  void anotherCertificateThanTheOneNamedIsRefused() {
    try (var site = site(Map.of("certificate", "00".repeat(32)))) {
      site.poll();
      assertEquals(List.of(), site.sizes());
      assertTrue(
          site.said().startsWith("MISCONFIGURED ") && site.said().contains(fingerprint),
          site.said());
    }
  }

  /// A port that speaks no TLS, and one that says nothing.
  @Test
  void aPeerWithoutTlsIsToldAndBoundedInTime() {
    try (var peer = new ScriptedPeer(_ -> Site.http("HTTP/1.1 400 Bad", Site.JPEG));
        var site =
            new Site(Site.tcp(peer.port(), Duration.ofSeconds(5)), address(Map.of("tls", true)))) {
      site.poll();
      assertTrue(site.said().startsWith("MISCONFIGURED "), site.said());
      peer.behave(new ScriptedPeer.Manners.Silent());
      site.poll();
      assertTrue(site.said().startsWith("LINK_DOWN "), site.said());
      peer.behave(new ScriptedPeer.Manners.HangUpAfter(0));
      site.poll();
      assertTrue(site.said().startsWith("LINK_DOWN "), site.said());
    }
  }

  @Test
  void wordsThatCannotBeAreNamed() {
    var factory = new CameraDriverFactory();
    var link = Site.tcp(443);
    assertEquals(
        1, factory.check(Site.device(address(Map.of("certificate", "ab:cd"))), link).size());
    assertEquals(1, factory.check(Site.device(Map.of("rtsp", "/live", "tls", true)), link).size());
    assertEquals(
        0, factory.check(Site.device(address(Map.of("certificate", fingerprint))), link).size());
  }

  private static Site site(Map<String, Object> words) {
    return new Site(Site.tcp(camera.getAddress().getPort(), PATIENT), address(words));
  }

  private static Map<String, Object> address(Map<String, Object> words) {
    var all = new HashMap<String, Object>(words);
    all.put("snapshot", "/a");
    return all;
  }

  private static String colons(String hex) {
    return hex.toUpperCase(Locale.ROOT).replaceAll("(..)(?=.)", "$1:");
  }
}
