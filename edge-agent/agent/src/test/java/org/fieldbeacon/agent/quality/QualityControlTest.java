package org.fieldbeacon.agent.quality;

import static org.fieldbeacon.observation.Quality.FAIL;
import static org.fieldbeacon.observation.Quality.MISSING;
import static org.fieldbeacon.observation.Quality.NOT_EVALUATED;
import static org.fieldbeacon.observation.Quality.PASS;
import static org.fieldbeacon.observation.Quality.SUSPECT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.agent.config.QualityRules;
import org.fieldbeacon.agent.config.QualityRules.GrossRange;
import org.fieldbeacon.agent.config.QualityRules.Range;
import org.fieldbeacon.agent.config.QualityRules.Spike;
import org.fieldbeacon.agent.config.QualityRules.SpikeMethod;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

/// Level 0..20 m, spike 1 / 3 m by the differential; minutes after the start.
class QualityControlTest {
  private static final PointId LEVEL = PointId.parse("gauge/level");
  private static final Instant START = Instant.parse("2026-07-14T00:00:00Z");

  private static final QualityRules RULES =
      new QualityRules(
          Optional.of(new GrossRange(new Range(0, 20), Optional.empty())),
          List.of(),
          Optional.of(new Spike(1, 3, SpikeMethod.DIFFERENTIAL)),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private final QualityControl control = control();

  @Test
  void aJumpIsSuspectUntilTheNextSampleConfirmsIt() {
    assertEquals(List.of("0 5.0 PASS"), hear(0, 5));
    assertEquals(List.of("1 9.0 SUSPECT"), hear(1, 9));
    assertEquals(List.of("1 9.0 PASS", "2 9.5 PASS"), hear(2, 9.5));
    assertEquals(1, control.revised());
    // Counted once each, under its last flag.
    assertEquals(3, control.tally().values().stream().mapToLong(c -> c).sum());
  }

  @Test
  void aSpikeFailsWhenTheNextSampleIsBack() {
    hear(0, 5);
    hear(1, 9);
    assertEquals(List.of("1 9.0 FAIL", "2 5.0 PASS"), hear(2, 5));
    assertEquals(List.of("3 5.0 PASS"), hear(3, 5));
  }

  /// Each rise is above the limit: every sample is doubted at first and then believed.
  @Test
  void aFlashFloodIsConfirmedSampleBySample() {
    hear(0, 5);
    assertEquals(List.of("1 7.0 SUSPECT"), hear(1, 7));
    assertEquals(List.of("1 7.0 PASS", "2 9.0 SUSPECT"), hear(2, 9));
    assertEquals(List.of("2 9.0 PASS", "3 11.0 SUSPECT"), hear(3, 11));
    assertEquals(List.of("3 11.0 PASS", "4 11.2 PASS"), hear(4, 11.2));
  }

  @Test
  void aMissingSampleConfirmsNothing() {
    hear(0, 5);
    hear(1, 9);
    Observation missing =
        Observation.missing(LEVEL, Unit.METRE, at(2), "test", "gauge: no answer in 2 s");
    assertEquals(List.of(missing), control.apply(missing));
    assertEquals(MISSING, control.verdict(LEVEL).orElseThrow().rolledUp());
    assertEquals(List.of("3 9.0 PASS"), hear(3, 9));
  }

  @Test
  void theReasonSaysWhatWasGotAndWanted() {
    hear(0, 5);
    Observation failed = control.apply(observation(1, 25, NOT_EVALUATED)).getLast();
    assertEquals(FAIL, failed.quality());
    assertTrue(
        failed.detail().startsWith("gross-range: got 25.0, wanted 0.0..20.0"), failed.detail());
    assertEquals(FAIL, control.verdict(LEVEL).orElseThrow().flags().get(QcTest.GROSS_RANGE));
  }

  @Test
  void theDevicesOwnFlagIsNeverBettered() {
    Observation doubted = observation(0, 5, SUSPECT).flagged(SUSPECT, "lens dirty");
    assertEquals(List.of(doubted.flagged(SUSPECT, "lens dirty")), control.apply(doubted));
    Observation failed = observation(1, 5, FAIL).flagged(FAIL, "self-test");
    assertEquals(FAIL, control.apply(failed).getLast().quality());
  }

  @Test
  void aPointWithoutRulesKeepsItsFlag() {
    var other = PointId.parse("rain/total");
    Observation o = Observation.of(other, 1, Unit.MILLIMETRE, at(0), "test");
    assertEquals(List.of(o), control.apply(o));
    assertEquals(NOT_EVALUATED, control.verdict(other).orElseThrow().rolledUp());
    assertEquals(Optional.empty(), control.verdict(PointId.parse("never/heard")));
  }

  @Test
  void timeThatStandsStillOrGoesBackIsSuspectAndDisturbsNothing() {
    hear(0, 5);
    hear(5, 5);
    assertEquals(List.of("5 5.0 SUSPECT"), hear(5, 5));
    Observation late = control.apply(observation(3, 5, NOT_EVALUATED)).getLast();
    assertEquals(
        "time: got 2026-07-14T00:03:00Z, wanted later than 2026-07-14T00:05:00Z", late.detail());
    assertEquals(2, control.untimely());
    assertEquals(List.of("6 9.0 SUSPECT"), hear(6, 9));
    assertEquals(List.of("6 9.0 FAIL", "7 5.0 PASS"), hear(7, 5));
  }

  @Test
  void aClockThatWasSetBackIsFollowedFromTheThirdSample() {
    hear(1000, 5);
    assertEquals(List.of("10 5.0 SUSPECT"), hear(10, 5));
    assertEquals(List.of("11 5.0 SUSPECT"), hear(11, 5));
    assertEquals(List.of("12 5.0 PASS"), hear(12, 5));
    assertEquals(List.of("13 5.0 PASS"), hear(13, 5));
  }

  /// Ten old samples in one message keep no pace with the clock: they stay late.
  @Test
  void aHeapOfOldSamplesIsNoClockSetBack() {
    hear(1000, 5);
    for (int m = 10; m < 20; m++) {
      Observation old = received(m, 1001);
      assertEquals(SUSPECT, control.apply(old).getLast().quality(), "minute " + m);
    }
    assertEquals(List.of("1002 5.0 PASS"), hear(1002, 5));
  }

  /// One wild time stamp must not blind the point until that time has come.
  @Test
  void aLeapIntoTheFutureFailsAndIsForgotten() {
    hear(0, 5);
    Observation wild = received(5_000_000, 1);
    assertEquals(FAIL, control.apply(wild).getLast().quality());
    assertEquals(List.of("2 5.0 PASS"), hear(2, 5));
  }

  @Test
  void aDeviceThatAlwaysIsAheadIsTakenAsItIs() {
    for (int m = 0; m < 10; m++) {
      assertEquals(PASS, control.apply(received(m + 300, m)).getLast().quality());
    }
  }

  @Test
  void anInstantBeyondAllRangesIsNoTrouble() {
    hear(0, 5);
    for (Instant wild : List.of(Instant.MAX, Instant.MIN)) {
      Observation o = Observation.of(LEVEL, 5, Unit.METRE, wild, "test");
      assertEquals(1, control.apply(o).size());
    }
  }

  @Test
  void theSameInputGivesTheSameOutput() {
    var random = new java.util.Random(7);
    List<Observation> input = new ArrayList<>();
    for (int m = 0; m < 2000; m++) {
      input.add(observation(m - random.nextInt(3), random.nextDouble() * 22, NOT_EVALUATED));
    }
    QualityControl twin = control();
    for (Observation o : input) {
      assertEquals(control.apply(o), twin.apply(o));
    }
    assertTrue(control.revised() > 100 && control.untimely() > 100, "the input was too tame");
    assertEquals(control.tally(), twin.tally());
  }

  private static QualityControl control() {
    return new QualityControl(Map.of(LEVEL, RULES), ZoneOffset.UTC);
  }

  private List<String> hear(int minute, double value) {
    return control.apply(observation(minute, value, NOT_EVALUATED)).stream()
        .map(
            o ->
                Duration.between(START, o.phenomenonTime()).toMinutes()
                    + " "
                    + o.value()
                    + " "
                    + o.quality())
        .toList();
  }

  private static Observation observation(int minute, double value, Quality flag) {
    return Observation.of(LEVEL, value, Unit.METRE, at(minute), "test").flagged(flag, "");
  }

  private static Observation received(int minute, int receivedMinute) {
    return new Observation(
        LEVEL,
        5,
        Unit.METRE,
        at(minute),
        at(receivedMinute),
        Duration.ZERO,
        NOT_EVALUATED,
        "test",
        "");
  }

  private static Instant at(int minute) {
    return START.plusSeconds(minute * 60L);
  }
}
