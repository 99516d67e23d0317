package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sessions, waits and hashes on a clock of their own.
class GateTest {
  @TempDir Path folder;
  private long nanos;

  @Test
  void aSessionEndsWhenItIsIdleAndAfterHalfADay() {
    var sessions = new Sessions(() -> nanos);
    String token = sessions.open("li", Role.VIEWER, false);
    nanos += Sessions.IDLE.toNanos() - 1;
    assertTrue(sessions.find(token).isPresent());
    nanos += Sessions.IDLE.toNanos() + 1;
    assertTrue(sessions.find(token).isEmpty());
    String busy = sessions.open("li", Role.VIEWER, false);
    for (int hour = 0; hour < 12; hour++) {
      assertTrue(sessions.find(busy).isPresent());
      nanos += Duration.ofHours(1).toNanos();
    }
    nanos++;
    assertTrue(sessions.find(busy).isEmpty());
  }

  @Test
  void lookingOnDoesNotKeepASessionAlive() {
    var sessions = new Sessions(() -> nanos);
    String token = sessions.open("li", Role.VIEWER, false);
    for (int i = 0; i < 3; i++) {
      nanos += Duration.ofHours(1).toNanos();
      sessions.peek(token);
    }
    assertTrue(sessions.find(token).isEmpty());
  }

  @Test
  void waitsDoubleUpToFiveMinutesAndAreForgotten() {
    var limiter = new LoginLimiter(() -> nanos);
    for (int i = 0; i < LoginLimiter.FREE; i++) {
      assertEquals(Duration.ZERO, limiter.wait("li"));
      limiter.failed("li");
    }
    assertEquals(Duration.ofSeconds(2), limiter.wait("li"));
    limiter.failed("li");
    assertEquals(Duration.ofSeconds(4), limiter.wait("li"));
    for (int i = 0; i < 30; i++) {
      limiter.failed("li");
    }
    assertEquals(Duration.ofMinutes(5), limiter.wait("li"));
    assertEquals(Duration.ZERO, limiter.wait("wang"));
    nanos += Duration.ofMinutes(61).toNanos();
    assertEquals(Duration.ZERO, limiter.wait("li"));
  }

  @Test
  void anAccountAsSuchIsBrakedAndNeverShut() {
    var guard = new LoginGuard(() -> nanos);
    for (int i = 0; i < LoginGuard.BURST; i++) {
      guard.begin("li", "10.0." + i + ".1", Optional.empty());
    }
    ApiProblem late =
        assertThrows(ApiProblem.class, () -> guard.begin("li", "10.1.0.1", Optional.empty()));
    assertEquals(LoginGuard.EVERY, late.retryAfter().orElseThrow());
    guard.begin("wang", "10.1.0.1", Optional.empty());
    guard.begin("li", "10.1.0.1", Optional.of("a note"));
    nanos += LoginGuard.EVERY.toNanos();
    guard.begin("li", "10.1.0.2", Optional.empty());
    assertThrows(ApiProblem.class, () -> guard.begin("li", "10.1.0.3", Optional.empty()));
  }

  @Test
  void oneAddressThatTriesManyNamesIsSlowedDownAndAnIpv6HouseIsOneAddress() {
    var guard = new LoginGuard(() -> nanos);
    for (int i = 0; i < LoginGuard.FREE_OF_ADDRESS; i++) {
      guard.begin("name" + i, "2001:db8:1:2::" + i, Optional.empty());
    }
    assertThrows(
        ApiProblem.class, () -> guard.begin("one more", "2001:db8:1:2:f::1", Optional.empty()));
    guard.begin("one more", "2001:db8:1:3::1", Optional.empty());
  }

  @Test
  void aBrowsersNoteIsForOneAccountWithOnePasswordAndForHalfAYear() {
    var account = new Accounts.Account("li", Role.VIEWER, "hash", false);
    Instant[] now = {Instant.parse("2026-07-14T03:55:00Z")};
    var browsers = new KnownBrowsers(folder.resolve("browsers.key"), () -> now[0]);
    Optional<String> note = Optional.of(browsers.note(account));
    assertTrue(browsers.knows(note, account));
    var later = new KnownBrowsers(folder.resolve("browsers.key"), () -> now[0]);
    assertTrue(later.knows(note, account), "after a restart");
    for (Accounts.Account other :
        List.of(
            new Accounts.Account("wang", Role.VIEWER, "hash", false),
            new Accounts.Account("li", Role.VIEWER, "another", false))) {
      assertFalse(browsers.knows(note, other), other.toString());
    }
    for (String forged : List.of("", ".", "9".repeat(30) + ".x", "1.x", note.get() + "x")) {
      assertFalse(browsers.knows(Optional.of(forged), account), forged);
    }
    now[0] = now[0].plus(KnownBrowsers.LASTS);
    assertFalse(browsers.knows(note, account));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1234512345", "fieldbeacon1", "aaaaaaaaaa", "0123456789", "13812345678", "password12",
        "Qwertyuiop1", "1qaz2wsx3edc", "abcabcabcabc", "Passw0rd2026", "woaini1314", "lichen-2026",
        "admin123456", "9876543210a"
      })
  void whatAListOfCommonPasswordsWouldFindIsRefused(String password) {
    assertTrue(PasswordRule.isWeak("lichen", password), password);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "heavy-river-42",
        "another-river-7",
        "quiet-field-77",
        "first-light-77",
        "大河向东流一二三浪千叠"
      })
  void anOrdinaryPhraseIsTaken(String password) {
    assertFalse(PasswordRule.isWeak("lichen", password), password);
    assertFalse(PasswordRule.isWeak("y", password), password);
  }

  @Test
  void aPasswordMatchesItsOwnHashOnly() {
    var passwords = new Passwords(1_000);
    String hash = passwords.hash("heavy-river-42");
    assertTrue(Passwords.matches("heavy-river-42", hash));
    assertFalse(Passwords.matches("heavy-river-43", hash));
    assertFalse(hash.contains("river"));
    assertFalse(hash.equals(passwords.hash("heavy-river-42")), "salted");
  }
}
