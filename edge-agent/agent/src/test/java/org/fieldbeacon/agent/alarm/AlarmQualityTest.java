package org.fieldbeacon.agent.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.agent.alarm.AlarmQuality.Chatter;
import org.fieldbeacon.agent.alarm.AlarmQuality.Period;
import org.fieldbeacon.agent.alarm.AlarmQuality.Share;
import org.fieldbeacon.agent.store.AlarmEventRow;
import org.junit.jupiter.api.Test;

/// ANSI/ISA-18.2-2016, monitoring and assessment, on days made by hand.
class AlarmQualityTest {
  private static final Instant DAY = Instant.parse("2026-07-14T00:00:00Z");
  private static final Instant NEXT = DAY.plus(Duration.ofDays(1));

  private final List<AlarmEventRow> events = new ArrayList<>();

  private void at(int seconds, String rule, String word, boolean isAnnunciated) {
    events.add(
        new AlarmEventRow(
            DAY.plusSeconds(seconds), rule, rule + ".1", word, "orange", isAnnunciated));
  }

  private AlarmQuality day() {
    return AlarmQuality.of(events, DAY, NEXT);
  }

  @Test
  void aQuietDayHasNothingToSay() {
    AlarmQuality quiet = day();
    assertEquals(0, quiet.calls());
    assertEquals(0.0, quiet.perTenMinutes());
    assertEquals(144, quiet.periods());
    assertEquals(List.of(), quiet.topTen());
  }

  @Test
  void whatCallsPeopleCountsAndWhatTheyDoAboutItDoesNot() {
    at(0, "river", "raised", true);
    at(5, "river", "acknowledged", true);
    at(10, "river", "level-raised", true);
    at(20, "river", "returned-to-normal", true);
    at(700, "river", "raised-again", true);
    at(800, "rain", "raised", false);
    at(-1, "river", "raised", true);
    at(86_400, "river", "raised", true);
    AlarmQuality day = day();
    assertEquals(3, day.calls());
    assertEquals(3.0 / 144, day.perTenMinutes(), 1e-12);
    assertEquals(2, day.peak());
    assertEquals(List.of(new Period(DAY.plusSeconds(600), 1), new Period(DAY, 2)), day.busiest());
    assertEquals(List.of(new Share("river", 3, 1.0)), day.topTen());
    assertEquals(Map.of("orange", 3), day.levels());
  }

  /// Three in sixty seconds chatter, three in sixty-one do not.
  @Test
  void threeRaisingsWithinAMinuteAreChatter() {
    for (int second : new int[] {0, 30, 60, 1000, 1030, 1061}) {
      at(second, "flapping", second == 0 ? "raised" : "raised-again", true);
    }
    for (int second : new int[] {0, 30, 61}) {
      at(second, "steady", "raised", true);
    }
    at(2000, "worse", "raised", true);
    at(2001, "worse", "level-raised", true);
    at(2002, "worse", "level-raised", true);
    assertEquals(List.of(new Chatter("flapping", 3, 3)), day().chattering());
  }

  @Test
  void moreThanTenInTenMinutesAreAFlood() {
    for (int i = 0; i < 11; i++) {
      at(i, "a" + i, "raised", true);
      at(1200 + i, "b" + i % 10, "raised", i < 10);
    }
    AlarmQuality day = day();
    assertEquals(11, day.peak());
    assertEquals(1, day.floodPeriods());
    assertEquals(10, day.topTen().size());
    assertEquals(1.0 / 21, day.topTen().getFirst().share(), 1e-12);
  }
}
