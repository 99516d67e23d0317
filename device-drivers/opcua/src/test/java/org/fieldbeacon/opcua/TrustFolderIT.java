package org.fieldbeacon.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.fieldbeacon.opcua.TrustFolder.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promise 10: nobody is believed whom no person chose.
class TrustFolderIT {
  private static final String URI = "urn:plc:1";

  @TempDir Path folder;

  @Test
  void aChosenCertificateIsBelievedEvenWhenItsDatesAreWrongAndNoOtherInItsPlace() throws Exception {
    Instant past = Instant.parse("2001-01-01T00:00:00Z");
    X509Certificate expired = certificate("a", past);
    X509Certificate other = certificate("b", past);
    Files.write(
        Files.createDirectories(folder.resolve("trusted/certs")).resolve("x.der"),
        expired.getEncoded());
    var trust = new TrustFolder(folder);
    var believed =
        assertInstanceOf(Verdict.Believed.class, trust.judge(List.of(expired), URI, "10.0.0.5"));
    believed.validator().validateCertificateChain(List.of(expired), URI, new String[] {"any"});
    assertThrows(
        UaException.class,
        () ->
            believed.validator().validateCertificateChain(List.of(other), URI, new String[] {"h"}));
    assertInstanceOf(Verdict.NotBelieved.class, trust.judge(List.of(other), URI, "10.0.0.5"));
  }

  @Test
  void strangersAreKeptForAPersonToSeeButNotWithoutEnd() throws Exception {
    var trust = new TrustFolder(folder);
    Path rejected = folder.resolve("rejected/certs");
    for (int i = 0; i < TrustFolder.MOST_REJECTED; i++) {
      Files.writeString(rejected.resolve(i + ".der"), "x");
    }
    var verdict =
        assertInstanceOf(
            Verdict.NotBelieved.class,
            trust.judge(List.of(certificate("a", Instant.now())), URI, "h"));
    assertTrue(verdict.detail().contains("put the certificate to"), verdict.detail());
    try (var files = Files.list(rejected)) {
      assertEquals(TrustFolder.MOST_REJECTED, files.count());
    }
  }

  @Test
  void aFileThatIsNoCertificateIsPassedOver() throws Exception {
    var trust = new TrustFolder(folder);
    Files.writeString(folder.resolve("trusted/certs/notes.txt"), "nothing");
    assertInstanceOf(
        Verdict.NotBelieved.class, trust.judge(List.of(certificate("a", Instant.now())), URI, "h"));
  }

  /// A clock at 1970 must not make a certificate that has ended before anybody sees it.
  @Test
  void theOwnCertificateOutlivesAWrongClockAndASecondStart() throws Exception {
    OwnIdentity first = OwnIdentity.inFolder(folder.resolve("own"), "plc", Instant.EPOCH);
    first.certificate().checkValidity(Date.from(Instant.parse("2030-01-01T00:00:00Z")));
    assertTrue(first.applicationUri().startsWith("urn:"), first.applicationUri());
    OwnIdentity again = OwnIdentity.inFolder(folder.resolve("own"), "plc", Instant.now());
    assertEquals(first.certificate(), again.certificate());
  }

  @Test
  void aKeyThatIsNoKeyIsNamedWithItsFolder() throws Exception {
    OwnIdentity.inFolder(folder.resolve("own"), "plc", Instant.now());
    Files.writeString(folder.resolve("own/private-key.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n");
    var e =
        assertThrows(
            IOException.class,
            () -> OwnIdentity.inFolder(folder.resolve("own"), "plc", Instant.now()));
    assertTrue(String.valueOf(e.getMessage()).contains("own"), e.getMessage());
  }

  private static X509Certificate certificate(String name, Instant from) throws Exception {
    KeyPair keys = SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
    return new SelfSignedCertificateGenerator()
        .generateSelfSigned(
            keys,
            Date.from(from),
            Date.from(from.plus(Duration.ofDays(30))),
            name,
            "o",
            "u",
            "",
            "",
            "CN",
            URI,
            List.of(),
            List.of(),
            SelfSignedCertificateBuilder.SA_SHA256_RSA);
  }
}
