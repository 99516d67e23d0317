package org.fieldbeacon.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random(20260714));

  @Test
  void doublesUpToItsLimitAndStaysInTheUpperHalf() {
    long base = 1000;
    for (int i = 0; i < 20; i++) {
      long wait = backoff.next().toMillis();
      assertTrue(wait >= base / 2 && wait <= base, wait + " in " + base / 2 + ".." + base);
      base = Math.min(60_000, 2 * base);
    }
  }

  @Test
  void startsAgainAfterASuccess() {
    for (int i = 0; i < 10; i++) {
      backoff.next();
    }
    backoff.reset();
    assertTrue(backoff.next().toMillis() <= 1000);
  }

  @Test
  void gatewaysWithOtherSeedsWaitOtherwise() {
    Set<Duration> waits = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      waits.add(
          new Backoff(Duration.ofSeconds(60), Duration.ofSeconds(60), new Random(seed)).next());
    }
    assertTrue(waits.size() > 90, "distinct waits: " + waits.size());
  }

  @Test
  void refusesLimitsThatMakeNoSense() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Backoff(Duration.ZERO, Duration.ofSeconds(1), new Random(1)));
    assertEquals(
        Duration.ofMillis(1),
        new Backoff(
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                new Random(3) {
                  private static final long serialVersionUID = 1L;

                  @Override
                  public long nextLong(long bound) {
                    return bound - 1;
                  }
                })
            .next());
  }
}
