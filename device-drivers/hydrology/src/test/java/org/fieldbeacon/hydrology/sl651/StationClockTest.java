package org.fieldbeacon.hydrology.sl651;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StationClockTest {
  private static final Duration TOLERANCE = Duration.ofMinutes(2);

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
  void aWrongClockIsCorrectedByWhatItIsOff() {
    StationClock.Corrected time = correct("2059-10-11T07:44:00Z", "2059-10-11T07:49:00Z");
    assertEquals(received.minusSeconds(300), time.time());
    assertEquals("station clock off by PT-291415H-18M-50S, corrected", time.note());
  }

  @Test
  void whenOurOwnClockWasNeverSetTheStationIsBelieved() {
    Instant observed = Instant.parse("2026-07-14T00:25:00Z");
    StationClock.Corrected time =
        StationClock.correct(
            Optional.of(observed), Optional.of(observed), Instant.EPOCH, TOLERANCE);
    assertEquals(observed, time.time());
  }

  @Test
  void withoutAReadableTimeItIsWhenItCame() {
    StationClock.Corrected time =
        StationClock.correct(Optional.empty(), Optional.of(received), received, TOLERANCE);
    assertEquals(received, time.time());
    assertEquals(TOLERANCE, time.uncertainty());
  }

  private StationClock.Corrected correct(String observed, String sentAt) {
    return StationClock.correct(
        Optional.of(Instant.parse(observed)),
        Optional.of(Instant.parse(sentAt)),
        received,
        TOLERANCE);
  }
}
