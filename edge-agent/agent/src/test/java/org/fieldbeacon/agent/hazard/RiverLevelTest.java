package org.fieldbeacon.agent.hazard;

import static org.fieldbeacon.agent.hazard.Given.minutes;
import static org.fieldbeacon.observation.Quality.FAIL;
import static org.fieldbeacon.observation.Quality.PASS;
import static org.fieldbeacon.observation.Quality.SUSPECT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.fieldbeacon.agent.hazard.RiverLevel.Params;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

/// Warning 105, guarantee 107, historic highest 109.2, near 0.5, hysteresis 0.1 m.
class RiverLevelTest {
  private static final Duration AT_ONCE = Duration.ZERO;
  private RiverLevel rule = rule(AT_ONCE, AT_ONCE, OptionalDouble.empty());

  @Test
  void thePublishedVectorsGetTheirSignal() {
    for (JsonObject vector : Given.vectors("rules-flood")) {
      JsonObject in = vector.getJsonObject("in");
      var fresh =
          new RiverLevel(
              new Params(
                  "flood",
                  Given.POINT,
                  Given.PLACE,
                  Unit.METRE,
                  in.getDouble("warning"),
                  OptionalDouble.of(in.getDouble("guarantee")),
                  OptionalDouble.of(in.getDouble("highest")),
                  in.getDouble("near_m"),
                  0.1,
                  AT_ONCE,
                  AT_ONCE,
                  OptionalDouble.empty(),
                  Duration.ofHours(3)));
      Assessment said = only(fresh.onObservation(stage(0, in.getDouble("stage"), PASS)));
      assertEquals(Given.level(vector.getString("signal")), said.level(), vector.encode());
    }
  }

  @Test
  void everyLimitBelongsToTheLevelAboveIt() {
    assertEquals(Level.NONE, fresh(104.49));
    assertEquals(Level.BLUE, fresh(104.5));
    assertEquals(Level.BLUE, fresh(104.99));
    assertEquals(Level.YELLOW, fresh(105));
    assertEquals(Level.ORANGE, fresh(107));
    assertEquals(Level.RED, fresh(109.2));
  }

  @Test
  void itSpeaksOnlyWhenItsWordChanges() {
    assertEquals(Level.NONE, only(hear(0, 104, PASS)).level());
    assertEquals(List.of(), hear(1, 104.1, PASS));
    assertEquals(Level.YELLOW, only(hear(2, 105.2, PASS)).level());
    assertEquals(List.of(), hear(3, 105.4, PASS));
  }

  @Test
  void itLeavesALevelOnlyBelowTheHysteresis() {
    hear(0, 105.0, PASS);
    assertEquals(List.of(), hear(1, 104.91, PASS));
    assertEquals(Level.BLUE, only(hear(2, 104.8, PASS)).level());
    assertEquals(List.of(), hear(3, 104.41, PASS));
    assertEquals(Level.NONE, only(hear(4, 104.3, PASS)).level());
  }

  @Test
  void theOnDelayMustRunOutAndTimeAloneCanDoIt() {
    rule = rule(Duration.ofMinutes(10), AT_ONCE, OptionalDouble.empty());
    hear(0, 104, PASS);
    assertEquals(Instant.MAX, rule.nextDeadline());
    assertEquals(List.of(), hear(5, 105.5, PASS));
    assertEquals(minutes(15), rule.nextDeadline());
    assertEquals(List.of(), rule.onTime(minutes(14.9)));
    assertEquals(Level.YELLOW, only(rule.onTime(minutes(15))).level());
    assertEquals(Instant.MAX, rule.nextDeadline());
  }

  @Test
  void aDipBelowTheLimitStartsTheOnDelayAgain() {
    rule = rule(Duration.ofMinutes(10), AT_ONCE, OptionalDouble.empty());
    hear(0, 104, PASS);
    hear(5, 105.5, PASS);
    assertEquals(Level.NONE, levelAfter(hear(10, 104.2, PASS)));
    assertEquals(List.of(), hear(16, 105.5, PASS));
    assertEquals(minutes(26), rule.nextDeadline());
  }

  /// Missing is never normal: neither silence nor the clock may clear a level.
  @Test
  void onlyAReadingEndsTheOffDelay() {
    rule = rule(AT_ONCE, Duration.ofMinutes(30), OptionalDouble.empty());
    hear(0, 105.5, PASS);
    assertEquals(List.of(), hear(5, 104, PASS));
    assertEquals(Instant.MAX, rule.nextDeadline());
    assertEquals(List.of(), rule.onTime(minutes(500)));
    assertEquals(List.of(), hear(34.9, 104, PASS));
    assertEquals(Level.NONE, only(hear(35, 104, PASS)).level());
  }

  @Test
  void failedAndMissingReadingsNeverChangeTheLevel() {
    assertEquals(List.of(), hear(0, 104, FAIL));
    hear(1, 105.5, PASS);
    assertEquals(List.of(), hear(2, 100, FAIL));
    assertEquals(List.of(), rule.onObservation(Given.missing(3, Unit.METRE)));
    assertEquals(List.of(), hear(4, 110, FAIL));
    assertEquals(List.of(), hear(5, 105.6, PASS));
  }

  @Test
  void aSuspectReadingRaisesUntrustedAndTheNextGoodOneTakesItBack() {
    hear(0, 104, PASS);
    Assessment wild = only(hear(1, 110, SUSPECT));
    assertEquals(Level.RED, wild.level());
    assertFalse(wild.trusted());
    assertTrue(wild.confidence() < 1);
    assertEquals(List.of(), hear(2, 104, SUSPECT), "a suspect reading lowers nothing");
    Assessment back = only(hear(3, 104, PASS));
    assertEquals(Level.NONE, back.level());
    assertTrue(back.trusted());
  }

  @Test
  void aGoodReadingConfirmsASuspectedLevel() {
    hear(0, 104, PASS);
    hear(1, 105.5, SUSPECT);
    Assessment confirmed = only(hear(2, 105.6, PASS));
    assertEquals(Level.YELLOW, confirmed.level());
    assertTrue(confirmed.trusted());
    assertEquals(List.of(), hear(3, 105.7, SUSPECT), "once trusted it stays so");
  }

  /// The spike test revises the sample before: the same instant again, now with its final flag.
  @Test
  void aRevisedReadingCountsAtItsOwnTime() {
    hear(0, 104, PASS);
    hear(1, 105.5, SUSPECT);
    Assessment confirmed = only(hear(1, 105.5, PASS));
    assertTrue(confirmed.trusted());
    assertEquals(2, confirmed.evidence().readings().size());
    assertEquals(PASS, confirmed.evidence().readings().getLast().quality());
  }

  @Test
  void aClockThatWasSetBackKeepsTheLevelAndGoesOn() {
    rule = rule(AT_ONCE, Duration.ofMinutes(10), OptionalDouble.empty());
    hear(600, 105.5, PASS);
    assertEquals(List.of(), hear(0, 104, PASS));
    assertEquals(Level.NONE, only(hear(10, 104, PASS)).level());
  }

  @Test
  void aFastRiseIsANoticeAndIsToldInHigherLevels() {
    rule = rule(AT_ONCE, AT_ONCE, OptionalDouble.of(0.4));
    List<Assessment> said = new ArrayList<>();
    for (int i = 0; i <= 12; i++) {
      said.addAll(hear(i * 10, 103 + i * 0.2, PASS));
    }
    assertEquals(
        List.of(Level.NONE, Level.NOTICE, Level.BLUE, Level.YELLOW),
        said.stream().map(Assessment::level).toList());
    assertEquals("花园口水位快速上涨", said.get(1).headline().zh());
    assertEquals("花园口水位超警戒水位，快速上涨（黄色）", said.get(3).headline().zh());
    assertEquals(
        "Huayuankou: water level at or above the warning stage, rising fast (yellow)",
        said.get(3).headline().en());
  }

  @Test
  void theSummaryHasTheFiguresInBothLanguages() {
    List<Assessment> said = new ArrayList<>();
    for (int i = 0; i <= 18; i++) {
      said.addAll(hear(i * 10, 104.1 + i * 0.075, PASS));
    }
    Text warning = said.getLast().evidence().summary();
    assertEquals("水位 105.00 m，超警戒水位 0.00 m，涨率 0.45 m/h，预计 4.4 h 后达保证水位", warning.zh());
    assertEquals(
        "Stage 105.00 m, 0.00 m above the warning stage, rising 0.45 m/h, "
            + "guarantee stage expected in 4.4 h",
        warning.en());
    Assessment first = said.getFirst();
    assertEquals("水位 104.10 m，距警戒水位 0.90 m", first.evidence().summary().zh());
    assertEquals(109.2, first.evidence().thresholds().get("historic-highest"));
  }

  @Test
  void theEvidenceIsBounded() {
    for (int i = 0; i < 2000; i++) {
      hear(i / 60.0, 104, PASS);
    }
    Assessment said = only(hear(40, 105.5, PASS));
    assertEquals(500, said.evidence().readings().size());
    assertEquals(105.5, said.evidence().readings().getLast().value());
  }

  @Test
  void anotherUnitOfLengthIsConvertedAndAnyOtherIsNotUsed() {
    assertEquals(
        Level.YELLOW,
        only(rule.onObservation(Given.value(0, 10_550, Unit.CENTIMETRE, PASS))).level());
    assertEquals(List.of(), rule.onObservation(Given.value(1, 0, Unit.CELSIUS, PASS)));
  }

  @Test
  void limitsInTheWrongOrderAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Params(
                "r",
                Given.POINT,
                Given.PLACE,
                Unit.METRE,
                107,
                OptionalDouble.of(105),
                OptionalDouble.empty(),
                0,
                0,
                AT_ONCE,
                AT_ONCE,
                OptionalDouble.empty(),
                Duration.ofHours(1)));
  }

  /// A real flood of a small river (U.S. Geological Survey, public domain), limits made up: blue at
  /// 5.5, yellow 6, orange 7 ft.
  @Test
  void aRealFloodIsWarnedOfOnceOnItsWayUpAndOnceOnItsWayDown() {
    rule =
        new RiverLevel(
            new Params(
                "kenduskeag",
                Given.POINT,
                new Text("肯达斯基格溪", "Kenduskeag Stream"),
                Unit.FOOT,
                6,
                OptionalDouble.of(7),
                OptionalDouble.empty(),
                0.5,
                0.1,
                AT_ONCE,
                AT_ONCE,
                OptionalDouble.empty(),
                Duration.ofHours(6)));
    List<String> said = new ArrayList<>();
    for (String line : Given.lines("/hazard/kenduskeag_201410.csv")) {
      if (Character.isDigit(line.charAt(0))) {
        String[] cells = line.split(",", -1);
        Instant at = LocalDateTime.parse(cells[0]).toInstant(ZoneOffset.UTC);
        double feet = Double.parseDouble(cells[1]);
        rule.onObservation(Observation.of(Given.POINT, feet, Unit.FOOT, at, "USGS"))
            .forEach(a -> said.add(cells[0] + " " + a.level()));
      }
    }
    assertEquals(
        List.of(
            "2014-10-20T00:00:00 NONE",
            "2014-10-23T23:00:00 BLUE",
            "2014-10-24T03:00:00 YELLOW",
            "2014-10-24T15:00:00 ORANGE",
            "2014-10-25T19:00:00 YELLOW"),
        said.subList(0, 5));
    assertEquals(7, said.size(), said.toString());
    assertTrue(said.getLast().endsWith("NONE"), said.toString());
  }

  private Level fresh(double stage) {
    return only(rule(AT_ONCE, AT_ONCE, OptionalDouble.empty()).onObservation(stage(0, stage, PASS)))
        .level();
  }

  private List<Assessment> hear(double minute, double stage, Quality flag) {
    return rule.onObservation(stage(minute, stage, flag));
  }

  private static Level levelAfter(List<Assessment> said) {
    return said.isEmpty() ? Level.NONE : said.getLast().level();
  }

  private static Observation stage(double minute, double stage, Quality flag) {
    return Given.value(minute, stage, Unit.METRE, flag);
  }

  private static Assessment only(List<Assessment> said) {
    assertEquals(1, said.size(), said.toString());
    return said.getFirst();
  }

  private static RiverLevel rule(Duration on, Duration off, OptionalDouble rise) {
    return new RiverLevel(
        new Params(
            "flood",
            Given.POINT,
            Given.PLACE,
            Unit.METRE,
            105,
            OptionalDouble.of(107),
            OptionalDouble.of(109.2),
            0.5,
            0.1,
            on,
            off,
            rise,
            Duration.ofHours(1)));
  }
}
