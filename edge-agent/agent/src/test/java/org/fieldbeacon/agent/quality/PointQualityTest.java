package org.fieldbeacon.agent.quality;

import static org.fieldbeacon.observation.Quality.FAIL;
import static org.fieldbeacon.observation.Quality.MISSING;
import static org.fieldbeacon.observation.Quality.NOT_EVALUATED;
import static org.fieldbeacon.observation.Quality.PASS;
import static org.fieldbeacon.observation.Quality.SUSPECT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.config.QualityRules;
import org.fieldbeacon.agent.config.QualityRules.AttenuatedSignal;
import org.fieldbeacon.agent.config.QualityRules.Climatology;
import org.fieldbeacon.agent.config.QualityRules.FlatLine;
import org.fieldbeacon.agent.config.QualityRules.Gap;
import org.fieldbeacon.agent.config.QualityRules.GrossRange;
import org.fieldbeacon.agent.config.QualityRules.Neighbour;
import org.fieldbeacon.agent.config.QualityRules.Range;
import org.fieldbeacon.agent.config.QualityRules.RateOfChange;
import org.fieldbeacon.agent.config.QualityRules.Spike;
import org.fieldbeacon.agent.config.QualityRules.SpikeMethod;
import org.fieldbeacon.agent.quality.PointQuality.Reading;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.junit.jupiter.api.Test;

/// One sample a minute, flags worked out by hand from the manual's definitions.
class PointQualityTest {
  private static final Instant START = Instant.parse("2026-07-14T00:00:00Z");
  private static final double NONE = Double.NaN;

  @Test
  void grossRangeKeepsItsEnds() {
    var range = new GrossRange(new Range(0, 10), Optional.of(new Range(1, 9)));
    var rules = rules(Optional.of(range), Optional.empty());
    assertEquals(
        List.of(PASS, PASS, SUSPECT, SUSPECT, FAIL, FAIL),
        flags(rules, QcTest.GROSS_RANGE, 1, 9, 0, 10, -0.1, 10.1));
  }

  @Test
  void aSpikeIsJudgedByBothItsNeighboursInTime() {
    var rules = rules(Optional.empty(), Optional.of(new Spike(1, 3, SpikeMethod.AVERAGE)));
    // mean of the neighbours of the third sample is 1: heights 0, 0.5, 2, ... then 4
    assertEquals(
        List.of(NOT_EVALUATED, PASS, SUSPECT, PASS, NOT_EVALUATED),
        flags(rules, QcTest.SPIKE, 1, 1, 3, 1, 1));
    assertEquals(
        List.of(NOT_EVALUATED, SUSPECT, FAIL, SUSPECT, NOT_EVALUATED),
        flags(rules, QcTest.SPIKE, 1, 1, 5, 1, 1));
  }

  @Test
  void aRisingFloodIsNoDifferentialSpike() {
    var rules = rules(Optional.empty(), Optional.of(new Spike(1, 3, SpikeMethod.DIFFERENTIAL)));
    assertEquals(
        List.of(NOT_EVALUATED, PASS, PASS, NOT_EVALUATED), flags(rules, QcTest.SPIKE, 1, 3, 7, 15));
    assertEquals(
        List.of(NOT_EVALUATED, FAIL, PASS, NOT_EVALUATED), flags(rules, QcTest.SPIKE, 1, 9, 1, 1));
  }

  @Test
  void aMissingNeighbourLeavesTheSpikeTestUndecided() {
    var rules = rules(Optional.empty(), Optional.of(new Spike(1, 3, SpikeMethod.AVERAGE)));
    assertEquals(NOT_EVALUATED, flags(rules, QcTest.SPIKE, 1, 9, NONE, 1).get(1));
  }

  @Test
  void aRateAboveItsLimitIsSuspectAndTheFirstSampleHasNone() {
    var rules =
        new QualityRules(
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.of(new RateOfChange(1.0 / 60)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertEquals(
        List.of(NOT_EVALUATED, PASS, SUSPECT, SUSPECT),
        flags(rules, QcTest.RATE_OF_CHANGE, 0, 1, 2.5, 0));
  }

  @Test
  void aValueThatDoesNotMoveIsSuspectThenFails() {
    var rules =
        new QualityRules(
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new FlatLine(0.01, Duration.ofMinutes(2), Duration.ofMinutes(4))),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertEquals(
        List.of(PASS, PASS, SUSPECT, SUSPECT, FAIL, FAIL, PASS),
        flags(rules, QcTest.FLAT_LINE, 5, 5, 5.005, 5, 5, 5, 6));
  }

  @Test
  void aSignalThatHardlyMovesIsAttenuated() {
    var rules =
        new QualityRules(
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new AttenuatedSignal(Duration.ofMinutes(2), 1, 0.1)),
            Optional.empty(),
            Optional.empty());
    assertEquals(
        List.of(NOT_EVALUATED, NOT_EVALUATED, PASS, PASS, SUSPECT, FAIL),
        flags(rules, QcTest.ATTENUATED_SIGNAL, 0, 2, 0.5, 1.2, 1.2, 1.25));
  }

  @Test
  void climatologyKnowsTheSeasonAndRunsOverTheYearsEnd() {
    var winter = new Climatology(12, 2, new Range(-5, 5));
    assertEquals(true, winter.covers(1));
    assertEquals(true, winter.covers(12));
    assertEquals(false, winter.covers(7));
    var rules =
        new QualityRules(
            Optional.empty(),
            List.of(new Climatology(6, 8, new Range(10, 30))),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertEquals(List.of(PASS, SUSPECT), flags(rules, QcTest.CLIMATOLOGY, 20, 40));
  }

  @Test
  void aGapIsToldButDoesNotCondemnTheValue() {
    var rules =
        new QualityRules(
            Optional.of(new GrossRange(new Range(0, 10), Optional.empty())),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Gap(Duration.ofMinutes(5))),
            Optional.empty());
    var quality = quality(rules);
    assertEquals(NOT_EVALUATED, flag(quality.judge(START, 1), QcTest.GAP));
    Verdict late = quality.judge(START.plusSeconds(301), 1);
    assertEquals(SUSPECT, flag(late, QcTest.GAP));
    assertEquals(PASS, late.rolledUp());
    assertEquals(PASS, flag(quality.judge(START.plusSeconds(601), 1), QcTest.GAP));
  }

  @Test
  void aNeighbourIsComparedWhileItIsFresh() {
    var near = PointId.parse("near/level");
    var far = PointId.parse("far/level");
    var rules =
        new QualityRules(
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Neighbour(List.of(near, far), 1, Duration.ofMinutes(1))));
    var quality =
        new PointQuality(
            rules,
            ZoneId.of("Asia/Shanghai"),
            p -> p.equals(near) ? Optional.of(new Reading(START, 5)) : Optional.empty());
    assertEquals(PASS, flag(quality.judge(START, 6), QcTest.NEIGHBOUR));
    assertEquals(SUSPECT, flag(quality.judge(START.plusSeconds(30), 6.1), QcTest.NEIGHBOUR));
    assertEquals(NOT_EVALUATED, flag(quality.judge(START.plusSeconds(61), 9), QcTest.NEIGHBOUR));
  }

  @Test
  void theWorstFlagWinsAndNoTestMeansNotEvaluated() {
    assertEquals(NOT_EVALUATED, quality(QualityRules.NONE).judge(START, 1).rolledUp());
    assertEquals(MISSING, quality(QualityRules.NONE).judge(START, NONE).rolledUp());
    var verdict =
        new Verdict(
            java.util.Map.of(
                QcTest.GROSS_RANGE,
                PASS,
                QcTest.RATE_OF_CHANGE,
                SUSPECT,
                QcTest.SPIKE,
                NOT_EVALUATED));
    assertEquals(SUSPECT, verdict.rolledUp());
    assertEquals(
        FAIL,
        new Verdict(java.util.Map.of(QcTest.GROSS_RANGE, PASS, QcTest.SPIKE, FAIL)).rolledUp());
  }

  @Test
  void timeThatGoesBackwardsOrStandsStillIsRefusedAndDisturbsNothing() {
    var quality =
        quality(rules(Optional.empty(), Optional.of(new Spike(1, 3, SpikeMethod.AVERAGE))));
    quality.judge(START, 1);
    quality.judge(START.plusSeconds(60), 9);
    assertThrows(IllegalArgumentException.class, () -> quality.judge(START.plusSeconds(60), 1));
    assertThrows(IllegalArgumentException.class, () -> quality.judge(START, 1));
    quality.judge(START.plusSeconds(120), 1);
    assertEquals(FAIL, flag(quality.previous().orElseThrow(), QcTest.SPIKE));
  }

  private static QualityRules rules(Optional<GrossRange> range, Optional<Spike> spike) {
    return new QualityRules(
        range,
        List.of(),
        spike,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static PointQuality quality(QualityRules rules) {
    return new PointQuality(rules, ZoneId.of("Asia/Shanghai"), _ -> Optional.empty());
  }

  /// The final flag of one test for each value, a minute apart.
  private static List<Quality> flags(QualityRules rules, QcTest test, double... values) {
    var quality = quality(rules);
    List<Quality> flags = new ArrayList<>();
    Instant at = START;
    for (double value : values) {
      quality.judge(at, value);
      quality.previous().ifPresent(v -> flags.add(flag(v, test)));
      at = at.plusSeconds(60);
    }
    flags.add(flag(quality.last().orElseThrow(), test));
    return flags;
  }

  private static Quality flag(Verdict verdict, QcTest test) {
    Quality flag = verdict.flags().get(test);
    return flag == null ? NOT_EVALUATED : flag;
  }
}
