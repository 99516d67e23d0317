package org.fieldbeacon.agent.hazard;

import static org.fieldbeacon.agent.hazard.Given.minutes;
import static org.fieldbeacon.observation.Quality.FAIL;
import static org.fieldbeacon.observation.Quality.PASS;
import static org.fieldbeacon.observation.Quality.SUSPECT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

/// Stale after 30 minutes, failing for 10.
class CredibilityTest {
  private final Credibility rule =
      new Credibility(
          new Credibility.Params(
              "gauge-works",
              Given.POINT,
              Given.PLACE,
              Duration.ofMinutes(30),
              Duration.ofMinutes(10),
              Level.NOTICE),
          Given.START);

  @Test
  void aDetectorNeverHeardBecomesStale() {
    assertEquals(minutes(30), rule.nextDeadline());
    assertEquals(List.of(), rule.onTime(minutes(29)));
    Assessment said = only(rule.onTime(minutes(30)));
    assertEquals(Level.NOTICE, said.level());
    assertEquals(HazardKind.SENSOR_FAULT, said.kind());
    assertEquals("花园口传感器无有效数据", said.headline().zh());
    assertEquals("已 30 min 无有效数据", said.evidence().summary().zh());
    assertEquals(Instant.MAX, rule.nextDeadline());
    assertEquals(List.of(), rule.onTime(minutes(60)));
  }

  @Test
  void aGoodValueClearsIt() {
    rule.onTime(minutes(30));
    assertEquals(List.of(), hear(31, FAIL));
    assertEquals(List.of(), hear(32, SUSPECT), "a suspect value clears nothing");
    assertEquals(Level.NONE, only(hear(33, PASS)).level());
    assertEquals(minutes(63), rule.nextDeadline());
  }

  @Test
  void missingValuesAreNoSignOfLife() {
    hear(0, PASS);
    assertEquals(List.of(), rule.onObservation(Given.missing(5, Unit.METRE)));
    assertEquals(List.of(), rule.onObservation(Given.missing(14, Unit.METRE)));
    Assessment said = only(rule.onObservation(Given.missing(15, Unit.METRE)));
    assertEquals(Level.NOTICE, said.level());
    assertEquals("花园口传感器无有效数据", said.headline().zh());
  }

  @Test
  void anOldValueSentAgainIsNoSignOfLife() {
    hear(0, PASS);
    var old =
        new Observation(
            Given.POINT, 1, Unit.METRE, minutes(1), minutes(40), Duration.ZERO, PASS, "test", "");
    assertEquals(Level.NOTICE, only(rule.onObservation(old)).level());
  }

  @Test
  void valuesThatGoOnFailingAreAFaultWithItsOwnWords() {
    hear(0, PASS);
    assertEquals(List.of(), hear(5, FAIL));
    assertEquals(minutes(15), rule.nextDeadline());
    assertEquals(List.of(), hear(14, FAIL));
    Assessment said = only(hear(15, FAIL));
    assertEquals("花园口传感器数据质量不合格", said.headline().zh());
    assertEquals("数据质量不合格已 10 min，15 min 无有效数据", said.evidence().summary().zh());
    assertEquals(List.of(), rule.onTime(minutes(90)));
    assertEquals(Level.NONE, only(hear(91, PASS)).level());
  }

  @Test
  void aFailureAmongGoodValuesIsNone() {
    for (int m = 0; m < 60; m += 2) {
      hear(m, m % 4 == 0 ? PASS : FAIL);
    }
    assertEquals(List.of(), hear(60, FAIL));
  }

  @Test
  void theLevelIsTheSites() {
    var red =
        new Credibility(
            new Credibility.Params(
                "r",
                Given.POINT,
                Given.PLACE,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Level.BLUE),
            Given.START);
    assertEquals(Level.BLUE, only(red.onTime(minutes(1))).level());
  }

  @Test
  void aDeadlineIsNeverInThePast() {
    hear(0, FAIL);
    for (int m = 1; m < 200; m++) {
      hear(m, m % 50 == 0 ? SUSPECT : FAIL);
      rule.onTime(minutes(m));
      assertEquals(true, rule.nextDeadline().isAfter(minutes(m)), "minute " + m);
    }
  }

  private List<Assessment> hear(double minute, Quality flag) {
    return rule.onObservation(Given.value(minute, 1, Unit.METRE, flag));
  }

  private static Assessment only(List<Assessment> said) {
    assertEquals(1, said.size(), said.toString());
    return said.getFirst();
  }
}
