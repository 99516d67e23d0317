package org.fieldbeacon.agent.hazard;

import static org.fieldbeacon.observation.Quality.FAIL;
import static org.fieldbeacon.observation.Quality.PASS;
import static org.fieldbeacon.observation.Quality.SUSPECT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeacon.agent.feature.RollingSum;
import org.fieldbeacon.agent.feature.RollingSum.Kind;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

/// A gauge of increments, read every ten minutes.
class RainstormTest {
  private static final int HOUR = 60;
  private Rainstorm rule = rule(Kind.INCREMENT);

  @Test
  void thePublishedVectorsGetTheirSignal() {
    for (JsonObject vector : Given.vectors("rules-rain")) {
      JsonObject in = vector.getJsonObject("in_mm");
      double h3 = in.getDouble("h3");
      double h6 = in.getDouble("h6");
      double h12 = in.getDouble("h12");
      rule = rule(Kind.INCREMENT);
      rain(0, 0);
      List<Assessment> said = new ArrayList<>();
      for (int m = 10; m <= 12 * HOUR; m += 10) {
        double mm = m == 5 * HOUR ? h12 - h6 : m == 8 * HOUR ? h6 - h3 : m == 11 * HOUR ? h3 : 0;
        said.addAll(rain(m, mm));
      }
      assertEquals(
          Given.level(vector.getString("signal")), said.getLast().level(), vector.encode());
    }
  }

  @Test
  void itSpeaksOfNormalOnlyAfterTwelveWatchedHours() {
    rain(0, 0);
    Optional<Assessment> first = Optional.empty();
    int minute = 0;
    while (first.isEmpty() && minute < 24 * HOUR) {
      minute += 10;
      first = rain(minute, 0).stream().findFirst();
    }
    assertEquals(Level.NONE, first.orElseThrow().level());
    assertEquals(650, minute, "0.9 of twelve hours, to the next reading");
  }

  /// Zhengzhou, 2021-07-20: 201.9 mm in one hour.
  @Test
  void aCloudburstIsRedAtOnceWithoutFullCoverage() {
    rain(0, 0);
    List<Level> levels = new ArrayList<>();
    for (int m = 10; m <= HOUR; m += 10) {
      rain(m, 201.9 / 6).forEach(a -> levels.add(a.level()));
    }
    assertEquals(List.of(Level.ORANGE, Level.RED), levels);
  }

  @Test
  void theLevelFallsWithTimeWhenTheGaugeIsHeard() {
    rain(0, 0);
    List<String> said = new ArrayList<>();
    for (int m = 10; m <= 24 * HOUR; m += 10) {
      int minute = m;
      rain(m, m == 12 * HOUR ? 60 : 0).forEach(a -> said.add(minute / 60.0 + " " + a.level()));
    }
    // The 60 mm fell in the ten minutes to 12:00, so a window cuts them by time: 50 mm remain for
    // 10/6 minutes, and the next reading is ten minutes after.
    assertEquals(
        List.of("10.833333333333334 NONE", "12.0 ORANGE", "15.0 YELLOW", "18.0 BLUE", "24.0 NONE"),
        said);
  }

  @Test
  void silenceNeverLowersTheLevel() {
    rain(0, 0);
    Assessment orange = rain(10, 60).getLast();
    assertEquals(Level.ORANGE, orange.level());
    assertEquals(Given.minutes(11), rule.nextDeadline());
    for (int m = 11; m < 48 * HOUR; m++) {
      assertEquals(List.of(), rule.onTime(Given.minutes(m)));
    }
  }

  @Test
  void theDeadlineIsSilentWhileThereIsNoLevel() {
    assertEquals(Instant.MAX, rule.nextDeadline());
    rain(0, 0);
    assertEquals(Instant.MAX, rule.nextDeadline());
  }

  @Test
  void failedAndMissingReadingsChangeNothing() {
    rain(0, 0);
    rain(10, 60);
    assertEquals(List.of(), rain(20, 500, FAIL));
    assertEquals(List.of(), rule.onObservation(Given.missing(30, Unit.MILLIMETRE)));
  }

  @Test
  void aSuspectReadingRaisesUntrustedUntilTheNextGoodOne() {
    rule = rule(Kind.COUNTER);
    for (int m = 0; m <= 12 * HOUR; m += 10) {
      rain(m, 300);
    }
    Assessment wild = rain(730, 450, SUSPECT).getLast();
    assertEquals(Level.RED, wild.level());
    assertFalse(wild.trusted());
    Assessment back = rain(740, 300).getLast();
    assertEquals(Level.NONE, back.level());
    assertTrue(back.trusted());
  }

  @Test
  void aCounterIsSummedThroughItsReset() {
    rule = rule(Kind.COUNTER);
    rain(0, 990);
    rain(10, 1020);
    assertEquals(Level.ORANGE, rain(20, 25).getLast().level());
  }

  @Test
  void theSummaryTellsTheSumsAndWhatWasNotWatched() {
    rain(0, 0);
    Assessment said = rain(60, 60).getLast();
    assertEquals(
        "雨量 1 h 60.0 mm（资料完整率 0%），3 h 60.0 mm（资料完整率 0%），6 h 60.0 mm（资料完整率 0%），"
            + "12 h 60.0 mm（资料完整率 0%），24 h 60.0 mm（资料完整率 0%）",
        said.evidence().summary().zh());
    assertEquals("花园口暴雨（橙色）", said.headline().zh());
    assertEquals("Huayuankou: rainstorm (orange)", said.headline().en());
    assertEquals(100, said.evidence().thresholds().get("red-3h"));
  }

  private List<Assessment> rain(int minute, double mm) {
    return rain(minute, mm, PASS);
  }

  private List<Assessment> rain(int minute, double mm, Quality flag) {
    return rule.onObservation(Given.value(minute, mm, Unit.MILLIMETRE, flag));
  }

  private static Rainstorm rule(Kind kind) {
    return new Rainstorm(
        new Rainstorm.Params(
            "rainstorm",
            Given.POINT,
            Given.PLACE,
            new RollingSum.Gauge(
                kind, OptionalDouble.empty(), Duration.ofMinutes(15), Duration.ofHours(24)),
            Rainstorm.OFFICIAL,
            0.9,
            0));
  }
}
