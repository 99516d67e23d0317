package org.fieldbeacon.agent.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.config.OutputConfig.Comparison;
import org.fieldbeacon.agent.config.OutputConfig.FailSafe;
import org.fieldbeacon.agent.config.OutputConfig.Interlock;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

/// Interlocks fail closed. The bench's output is blocked while the door reads 1 or the tank is
/// below 50 cm; a reading counts for 180 s.
class InterlockTest {
  @Test
  void anInterlockNeverSeenBlocksSwitchingOn() {
    Bench bench = Bench.running(Bench.interlocked(FailSafe.OFF));
    bench.reading(Bench.DOOR, 0);
    bench.alarm("river", Level.RED);
    assertFalse(bench.on());
    assertEquals(List.of("blocked-by-interlock"), bench.words());
    assertEquals(
        Optional.of("interlock tank/level is without a trusted present reading"),
        bench.state().blockedBy().map(t -> t.en()));
    bench.tank(0.5);
    assertTrue(bench.on());
    assertEquals(List.of("interlock-cleared", "on"), bench.words());
  }

  @Test
  void anInterlockThatBeginsToHoldSwitchesOffAtOnceAndIsComparedInItsOwnUnit() {
    Bench bench = on();
    bench.second(1);
    bench.tank(0.501);
    assertTrue(bench.on());
    bench.tank(0.499);
    assertFalse(bench.on());
    assertEquals(List.of("blocked-by-interlock", "off"), bench.words());
    assertEquals("interlock tank/level is below 50.0 cm", bench.state().reason().en());
    bench.tank(0.5);
    assertTrue(bench.on());
  }

  @Test
  void anOutputThatIsOnForTheShortestTimeOnlyIsSwitchedOffToo() {
    Bench bench = on();
    bench.second(1);
    bench.normal("river");
    assertTrue(bench.on());
    bench.reading(Bench.DOOR, 1);
    assertFalse(bench.on());
    assertEquals(List.of("off"), bench.words());
    assertEquals("interlock cabinet/door is equal to 1.0 1", bench.state().reason().en());
  }

  @Test
  void everyComparisonHoldsOnItsSideOnly() {
    assertEquals(List.of(true, false, false), holds(Comparison.BELOW));
    assertEquals(List.of(false, false, true), holds(Comparison.ABOVE));
    assertEquals(List.of(false, true, false), holds(Comparison.EQUALS));
  }

  @Test
  void aSuspectReadingMakesItHoldAndDoesNotClearIt() {
    Bench bench = on();
    bench.reading(Bench.DOOR, 1, Unit.ONE, Quality.SUSPECT);
    assertFalse(bench.on());
    bench.second(20);
    bench.reading(Bench.DOOR, 0, Unit.ONE, Quality.SUSPECT);
    assertFalse(bench.on());
    bench.missing(Bench.DOOR);
    assertFalse(bench.on());
    bench.reading(Bench.DOOR, 0);
    assertTrue(bench.on());
  }

  @Test
  void aFailedReadingNeitherMakesItHoldNorClearsIt() {
    Bench bench = on();
    bench.reading(Bench.DOOR, 1, Unit.ONE, Quality.FAIL);
    assertTrue(bench.on());
    bench.reading(Bench.DOOR, 1);
    bench.reading(Bench.DOOR, 0, Unit.ONE, Quality.FAIL);
    assertFalse(bench.on());
  }

  @Test
  void anInterlockThatHoldsDoesSoHoweverOldItsReading() {
    Bench bench = on();
    bench.reading(Bench.DOOR, 1);
    bench.words();
    bench.second(3600);
    bench.tank(2);
    bench.alarm("river", Level.RED);
    assertFalse(bench.on());
    assertEquals(
        Optional.of("interlock cabinet/door is equal to 1.0 1"),
        bench.state().blockedBy().map(t -> t.en()));
  }

  @Test
  void aMissingReadingBlocksSwitchingOnAtOnceAndSwitchesOffAfterItsPatience() {
    Bench bench = on();
    bench.missing(Bench.DOOR);
    bench.second(100);
    bench.tank(2);
    bench.second(179.999);
    assertTrue(bench.on());
    bench.second(180);
    assertFalse(bench.on());
    assertEquals(List.of("blocked-by-interlock", "off"), bench.words());

    Bench off = Bench.running(Bench.interlocked(FailSafe.OFF));
    off.tank(2);
    off.reading(Bench.DOOR, 0);
    off.missing(Bench.DOOR);
    off.alarm("river", Level.RED);
    assertFalse(off.on());
  }

  @Test
  void silenceIsAsGoodAsMissing() {
    Bench bench = on();
    bench.second(179.999);
    assertTrue(bench.on());
    bench.second(180);
    assertFalse(bench.on());
  }

  @Test
  void aReadingThatWasOldWhenItCameTellsNothing() {
    Bench bench = Bench.running(Bench.interlocked(FailSafe.OFF));
    bench.tank(2);
    bench.alarm("river", Level.RED);
    bench.engine.onObservation(doorRead(181), bench.now);
    assertFalse(bench.on());
    bench.engine.onObservation(doorRead(180), bench.now);
    assertTrue(bench.on());
  }

  @Test
  void aRevisionOfAReadingThatALaterOneHasOvertakenTellsNothing() {
    Bench bench = on();
    bench.second(60);
    bench.reading(Bench.DOOR, 1);
    bench.engine.onObservation(doorRead(30), bench.now);
    assertFalse(bench.on());
  }

  @Test
  void aReadingInAnotherKindOfUnitTellsNothing() {
    Bench bench = Bench.running(Bench.interlocked(FailSafe.OFF));
    bench.tank(2);
    bench.reading(Bench.DOOR, 0, Unit.VOLT, Quality.PASS);
    bench.alarm("river", Level.RED);
    assertFalse(bench.on());
  }

  @Test
  void anOutputThatFailsSafeToOnIsForbiddenByWhatHoldsAndNotByWhatIsUnknown() {
    var bench = new Bench(Bench.interlocked(FailSafe.ON));
    bench.start();
    assertTrue(bench.on());
    bench.reading(Bench.DOOR, 1);
    assertFalse(bench.on());
    bench.reading(Bench.DOOR, 0);
    assertTrue(bench.on());
    bench.second(3600);
    assertTrue(bench.on());
    bench.reading(Bench.DOOR, 1);
    bench.stop();
    assertFalse(bench.writes.getLast().on());
  }

  @Test
  void aPersonIsForbiddenToo() {
    Bench bench = Bench.running(Bench.interlocked(FailSafe.OFF));
    bench.tank(2);
    bench.reading(Bench.DOOR, 1);
    bench.command(new OutputCommand.On("li", Bench.START.plusSeconds(60)));
    assertFalse(bench.on());
    assertEquals(List.of("overridden", "blocked-by-interlock"), bench.words());
    bench.reading(Bench.DOOR, 0);
    assertTrue(bench.on());
  }

  @Test
  void aBlockIsToldOnceAndForgottenWhenNothingIsWanted() {
    Bench bench = Bench.running(Bench.interlocked(FailSafe.OFF));
    bench.tank(2);
    bench.reading(Bench.DOOR, 1);
    assertEquals(List.of(), bench.words());
    bench.alarm("river", Level.RED);
    bench.reading(Bench.DOOR, 1);
    bench.second(10);
    assertEquals(List.of("blocked-by-interlock"), bench.words());
    bench.normal("river");
    assertEquals(List.of(), bench.words());
    assertEquals(Optional.empty(), bench.state().blockedBy());
  }

  /// Blocked or not at 0, 1 and 2 against the limit 1.
  private static List<Boolean> holds(Comparison comparison) {
    var lock = new Interlock(Bench.DOOR, comparison, 1, Unit.ONE);
    Bench bench = Bench.running(Bench.config(FailSafe.OFF, 0, Optional.empty(), List.of(lock)));
    bench.alarm("river", Level.RED);
    return List.of(0, 1, 2).stream()
        .map(
            value -> {
              bench.reading(Bench.DOOR, value);
              return !bench.on();
            })
        .toList();
  }

  private static Observation doorRead(int secondsAgo) {
    Observation o = Observation.of(Bench.DOOR, 0, Unit.ONE, Bench.START.plusSeconds(60), "test");
    return new Observation(
        o.point(),
        o.value(),
        o.unit(),
        o.receivedTime().minusSeconds(secondsAgo),
        o.receivedTime(),
        Duration.ZERO,
        Quality.PASS,
        "test",
        "");
  }

  private static Bench on() {
    Bench bench = Bench.running(Bench.interlocked(FailSafe.OFF));
    bench.tank(2);
    bench.reading(Bench.DOOR, 0);
    bench.alarm("river", Level.RED);
    assertTrue(bench.on());
    bench.words();
    return bench;
  }
}
