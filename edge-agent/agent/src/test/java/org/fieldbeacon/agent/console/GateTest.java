package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Sessions, waits and hashes on a clock of their own.
class GateTest {
  private long nanos;

  @Test
  void aSessionEndsWhenItIsIdleAndAfterHalfADay() {
    var sessions = new Sessions(() -> nanos);
    String token = sessions.open("li", Role.VIEWER);
    nanos += Sessions.IDLE.toNanos() - 1;
    assertTrue(sessions.find(token).isPresent());
    nanos += Sessions.IDLE.toNanos() + 1;
    assertTrue(sessions.find(token).isEmpty());
    String busy = sessions.open("li", Role.VIEWER);
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
    String token = sessions.open("li", Role.VIEWER);
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
  void aPasswordMatchesItsOwnHashOnly() {
    var passwords = new Passwords(1_000);
    String hash = passwords.hash("heavy-river-42");
    assertTrue(Passwords.matches("heavy-river-42", hash));
    assertFalse(Passwords.matches("heavy-river-43", hash));
    assertFalse(hash.contains("river"));
    assertFalse(hash.equals(passwords.hash("heavy-river-42")), "salted");
  }
}
