package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPairGenerator;
import java.time.Instant;
import org.fieldbeacon.agent.console.TestCertificates.Party;
import org.junit.jupiter.api.Test;

/// What a technician may paste into the wrong field in the rain.
class GivenPemTest {
  private static final Instant NOW = Instant.parse("2026-07-14T00:00:00Z");

  /// `openssl pkey -pubin -outform der | sha256sum` of the key below, told by OpenSSL 3.
  private static final String KEY =
      """
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
      -----END PUBLIC KEY-----
      """;

  private static final String KEY_SHA256 =
      "06:E3:FD:8F:DA:29:BB:60:AB:59:55:7D:E6:1E:DB:0A:EC:DB:23:11:34:BE:30:E7:5B:45:5F:8E:1B:79:2F:A9";

  private static String refusal(String what, String pem) {
    ApiProblem problem =
        assertThrows(ApiProblem.class, () -> GivenPem.look(what, pem, NOW), "taken: " + pem);
    assertEquals(400, problem.status());
    return problem.json("", Tongue.EN).getJsonArray("errors").encode();
  }

  @Test
  void theFingerprintOfAKeyIsTheOneThatOpensslTells() {
    GivenPem key = GivenPem.look("command-key", "\n  " + KEY + "\n", NOW).orElseThrow();
    assertEquals(KEY_SHA256, key.fingerprint());
  }

  @Test
  void aCertificateTellsWhoseItIsAndItsEnd() throws Exception {
    Party party = Party.of("centre");
    String pem = TestCertificates.issue(party, party, TestCertificates.LATE);
    GivenPem given = GivenPem.look("trust", pem + pem, NOW).orElseThrow();
    assertEquals("CN=centre", given.subject());
    assertEquals(TestCertificates.LATE, given.until().orElseThrow());
    assertEquals(2, given.count());
    assertEquals(32 * 3 - 1, given.fingerprint().length());
  }

  @Test
  void aPrivateKeyIsRefusedInEveryFieldAndSaidToBeOne() throws Exception {
    Party party = Party.of("centre");
    String certificate = TestCertificates.issue(party, party, TestCertificates.LATE);
    for (String what : new String[] {"command-key", "trust"}) {
      for (String pem :
          new String[] {
            party.keyPem(),
            certificate + party.keyPem(),
            party.keyPem().replace("PRIVATE KEY", "EC PRIVATE KEY"),
            party.keyPem().replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")
          }) {
        assertTrue(refusal(what, pem).contains("a private key, which must not be given away"));
      }
    }
  }

  @Test
  void theOneKindInTheOthersFieldIsToldWhereItBelongs() throws Exception {
    Party party = Party.of("centre");
    String certificate = TestCertificates.issue(party, party, TestCertificates.LATE);
    assertTrue(refusal("command-key", certificate).contains("this is a certificate"));
    assertTrue(refusal("trust", KEY).contains("this is a public key"));
  }

  @Test
  void anExpiredCertificateIsRefusedUnlessAnotherIsNot() throws Exception {
    Party party = Party.of("centre");
    String old = TestCertificates.issue(party, party, NOW.minusSeconds(1));
    String good = TestCertificates.issue(party, party, TestCertificates.LATE);
    assertTrue(refusal("trust", old).contains("2026-07-13 23:59 UTC"));
    assertEquals(2, GivenPem.look("trust", old + good, NOW).orElseThrow().count());
  }

  @Test
  void whatIsDamagedIsRefused() throws Exception {
    Party party = Party.of("centre");
    String good = TestCertificates.issue(party, party, TestCertificates.LATE);
    String rsa =
        TestCertificates.pem(
            "PUBLIC KEY",
            KeyPairGenerator.getInstance("RSA").generateKeyPair().getPublic().getEncoded());
    assertTrue(refusal("command-key", rsa).contains("an Ed25519 key"));
    assertTrue(refusal("command-key", KEY.replace("MCow", "MCox")).contains("an Ed25519 key"));
    assertTrue(refusal("command-key", KEY + KEY).contains("one public key"));
    assertTrue(refusal("command-key", "rubbish").contains("nothing of PEM"));
    assertTrue(refusal("trust", "").contains("nothing of PEM"));
    assertTrue(refusal("trust", "rubbish").contains("nothing of PEM"));
    assertTrue(refusal("trust", good.substring(0, 300)).contains("nothing of PEM"));
    String cut = good.substring(0, 200) + good.substring(good.indexOf("-----END"));
    assertTrue(refusal("trust", cut).contains("damaged"), refusal("trust", cut));
  }
}
