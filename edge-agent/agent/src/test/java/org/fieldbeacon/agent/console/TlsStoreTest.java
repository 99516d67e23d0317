package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.fieldbeacon.agent.console.TestCertificates.Party;
import org.fieldbeacon.agent.console.TlsStore.Identity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is kept of the console's certificate, over restarts, losses of power and years.
class TlsStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  @TempDir Path folder;

  private TlsStore store(Instant now) {
    return new TlsStore(folder, "gw", now);
  }

  private static Identity brought(Party party) throws Exception {
    String chain = TestCertificates.issue(party, party, TestCertificates.LATE);
    return TlsStore.brought(chain, party.keyPem(), NOW);
  }

  @Test
  void aKeyOfAnotherCertificateIsRefusedAndTheOldOneStays() throws Exception {
    TlsStore store = store(NOW);
    Party one = Party.of("one");
    String chain = TestCertificates.issue(one, one, TestCertificates.LATE);
    String other = Party.of("two").keyPem();
    assertThrows(ChainCheck.Refused.class, () -> TlsStore.brought(chain, other, NOW));
    String before = store.fingerprint();
    assertEquals(before, store(NOW).fingerprint(), "the same after a restart");
    store.write(TlsStore.brought(chain, one.keyPem(), NOW));
    assertEquals("CN=one", store(NOW).current().first().getSubjectX500Principal().getName());
    assertFalse(store(NOW).wasUnusable());
  }

  /// A write that was cut off, an edit by hand, a card that forgets: never no console.
  @Test
  void whatCannotServeIsPutAsideAtTheStartAndTheConsoleMakesItsOwn() throws Exception {
    TlsStore store = store(NOW);
    store.write(brought(Party.of("one")));
    Path file = folder.resolve("identity.pem");
    String kept = Files.readString(file);
    String fresh = Party.of("two").keyPem();
    int key = kept.indexOf("-----BEGIN CERT");
    for (String broken :
        new String[] {
          fresh + kept.substring(key), kept.substring(0, key), kept.substring(key), ""
        }) {
      Files.writeString(file, broken);
      TlsStore again = store(NOW);
      assertTrue(again.wasUnusable());
      assertTrue(again.current().authority().isPresent());
      ChainCheck.require(again.current().chainPem(), again.current().keyPem(), NOW);
      assertEquals(broken, Files.readString(folder.resolve("identity.pem.unusable")));
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      assertFalse(store(NOW).wasUnusable(), "the one that was made serves");
    }
  }

  @Test
  void theTwoFilesOfAnEarlierVersionAreTakenOver() throws Exception {
    Party one = Party.of("one");
    Files.writeString(folder.resolve("key.pem"), one.keyPem());
    Files.writeString(
        folder.resolve("certificate.pem"), TestCertificates.issue(one, one, TestCertificates.LATE));
    assertEquals("CN=one", store(NOW).current().first().getSubjectX500Principal().getName());
    assertFalse(Files.exists(folder.resolve("key.pem")), "one key, in one place");
  }

  @Test
  void anOwnCertificateIsRenewedBeforeItsEndByTheSameAuthority() throws Exception {
    TlsStore store = store(NOW);
    Identity first = store.current();
    Instant end = first.first().getNotAfter().toInstant();
    assertTrue(store.successor(NOW).isEmpty());
    assertTrue(store.successor(end.minus(TlsStore.AHEAD).minusSeconds(60)).isEmpty());
    assertTrue(
        store.successor(Instant.EPOCH).isEmpty(), "a clock that is not set yet renews nothing");
    Instant due = end.minus(TlsStore.AHEAD).plusSeconds(60);
    Identity next = store.write(store.successor(due).orElseThrow());
    assertNotEquals(first.fingerprint(), next.fingerprint());
    assertEquals(first.authority(), next.authority(), "phones notice nothing");
    assertEquals(
        List.copyOf(first.first().getSubjectAlternativeNames()),
        List.copyOf(next.first().getSubjectAlternativeNames()));
    ChainCheck.require(next.chainPem(), next.keyPem(), due);
    assertEquals(next.fingerprint(), store(due).fingerprint(), "over a restart too");
    assertTrue(store.successor(due).isEmpty());
    // The authority does not live as long as the one after the next few.
    Instant late = NOW.plus(OwnAuthority.AUTHORITY_TERM).minus(Duration.ofDays(100));
    Identity last = store.successor(late).orElseThrow();
    assertNotEquals(first.authority(), last.authority());
  }

  @Test
  void aRealCertificateIsNeverReplacedByItself() throws Exception {
    TlsStore store = store(NOW);
    store.write(brought(Party.of("one")));
    assertTrue(store.successor(TestCertificates.LATE).isEmpty());
  }

  /// What earlier versions made: an authority without bounds, which phones have installed.
  @Test
  void anAuthorityWithoutBoundsIsTold() throws Exception {
    assertFalse(store(NOW).isUnbound());
    Party one = Party.of("one");
    String unbound = TestCertificates.authority(one, TestCertificates.LATE);
    store(NOW).write(TlsStore.brought(unbound, one.keyPem(), NOW));
    assertTrue(store(NOW).isUnbound());
  }
}
