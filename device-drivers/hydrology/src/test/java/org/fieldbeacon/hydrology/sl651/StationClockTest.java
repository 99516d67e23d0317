package org.fieldbeacon.hydrology.sl651;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StationClockTest {
  private static final Duration TOLERANCE = Duration.ofMinutes(2);

  private final StationClock clock = new StationClock();
  private final Instant received = Instant.parse("2026-07-14T00:30:10Z");

  @Test
  void aSmallDifferenceStaysAndWidensTheUncertainty() {
    StationClock.Corrected time = correct("2026-07-14T00:25:00Z", "2026-07-14T00:30:00Z");
    assertEquals(Instant.parse("2026-07-14T00:25:00Z"), time.time());
    assertEquals(Duration.ofSeconds(40), time.uncertainty());
    assertEquals("", time.note());
  }

  /// A clock that was never set shows 2059; what it says of before and after still holds.
  @Test
  void aClockAheadIsCorrectedAtOnce() {
    StationClock.Corrected time = correct("2059-10-11T07:44:00Z", "2059-10-11T07:49:00Z");
    assertEquals(received.minusSeconds(300), time.time());
    assertEquals("station clock PT291415H18M50S ahead, corrected", time.note());
  }

  /// A report from the station's memory bears the time it was first sent: its times are right.
  @Test
  void aLateReportAmongTimelyOnesKeepsItsTimes() {
    clock.note(received.minusSeconds(60), received.minusSeconds(58));
    clock.note(received.minusSeconds(30), received.minusSeconds(28));
    clock.note(Instant.parse("2026-07-13T21:30:00Z"), received);
    StationClock.Corrected time = correct("2026-07-13T21:25:00Z", "2026-07-13T21:30:00Z");
    assertEquals(Instant.parse("2026-07-13T21:25:00Z"), time.time());
    assertEquals("sent PT3H10S ago by the station's clock", time.note());
    assertEquals(Duration.ofSeconds(150), time.uncertainty());
  }

  @Test
  void aClockThatIsSlowInEveryFrameIsCorrected() {
    for (int i = 3; i > 0; i--) {
      Instant at = received.minusSeconds(60L * i);
      clock.note(at.minusSeconds(3600), at);
    }
    clock.note(received.minusSeconds(3600), received);
    StationClock.Corrected time =
        clock.correct(
            Optional.of(received.minusSeconds(3900)),
            Optional.of(received.minusSeconds(3600)),
            received,
            TOLERANCE);
    assertEquals(received.minusSeconds(300), time.time());
  }

  /// The first frame after a start cannot tell late from slow: it is taken as it is, with doubt.
  @Test
  void theFirstLateFrameIsUncertainByItsLag() {
    Instant sentAt = received.minusSeconds(7200);
    clock.note(sentAt, received);
    StationClock.Corrected time =
        clock.correct(Optional.of(sentAt), Optional.of(sentAt), received, TOLERANCE);
    assertEquals(sentAt, time.time());
    assertEquals(Duration.ofSeconds(7230), time.uncertainty());
  }

  @Test
  void whenOurOwnClockWasNeverSetTheStationIsBelieved() {
    Instant observed = Instant.parse("2026-07-14T00:25:00Z");
    clock.note(observed, Instant.EPOCH);
    StationClock.Corrected time =
        clock.correct(Optional.of(observed), Optional.of(observed), Instant.EPOCH, TOLERANCE);
    assertEquals(observed, time.time());
  }

  @Test
  void withoutAReadableTimeItIsWhenItCame() {
    StationClock.Corrected time =
        clock.correct(Optional.empty(), Optional.of(received), received, TOLERANCE);
    assertEquals(received, time.time());
    assertEquals(TOLERANCE, time.uncertainty());
  }

  private StationClock.Corrected correct(String observed, String sentAt) {
    return clock.correct(
        Optional.of(Instant.parse(observed)),
        Optional.of(Instant.parse(sentAt)),
        received,
        TOLERANCE);
  }
}
