package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final AtomicLong now = new AtomicLong(-77);
  private final Pace pace = new Pace(3, EVERY, now::get);

  @Test
  void aFewAtOnceThenOneNowAndThenAndAllAgainAfterARest() {
    pace.take();
    pace.take();
    pace.take();
    ApiProblem soon = assertThrows(ApiProblem.class, pace::take);
    assertEquals(429, soon.status());
    assertEquals(EVERY, soon.retryAfter().orElseThrow());
    now.addAndGet(EVERY.toNanos());
    pace.take();
    assertThrows(ApiProblem.class, pace::take);
    now.addAndGet(Duration.ofDays(1).toNanos());
    pace.take();
    pace.take();
    pace.take();
    assertThrows(ApiProblem.class, pace::take);
  }
}
