package org.fieldbeacon.agent.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.junit.jupiter.api.Test;

/// One wave by the hour over a threshold of 4, and forecasts of 1 and 3 hours ahead.
class LeadTimesTest {
  private static final Instant START = Instant.parse("2026-07-14T00:00:00Z");
  private static final Output.Forecast OUTPUT =
      new Output.Forecast(
          List.of(Duration.ofHours(1), Duration.ofHours(3)), List.of(0.05, 0.5, 0.95), List.of());

  private final List<SeriesWalk.Step> steps = new ArrayList<>();

  /// @param median 3 hours ahead
  /// @param upper 3 hours ahead
  private void step(double level, double median, double upper) {
    var ahead =
        List.of(
            new Answer.Ahead(Duration.ofHours(1), List.of(level, level, level)),
            new Answer.Ahead(Duration.ofHours(3), List.of(level, median, upper)));
    Instant end = START.plus(Duration.ofHours(steps.size()));
    steps.add(new SeriesWalk.Step(end, new Answer.Forecast(level, ahead), false, level));
  }

  private JsonObject told() {
    var times = new LeadTimes(OUTPUT, Duration.ofHours(1), 4);
    times.take(steps);
    return times.json();
  }

  @Test
  void theLeadIsTheUnbrokenRunOfWarningsUpToTheRise() {
    step(1, 1, 1);
    step(1, 1, 4.5); // a warning of the upper quantile that breaks off
    step(1, 1, 2);
    step(1, 1, 4.2);
    step(1, 4.1, 5);
    step(2, 5, 6);
    step(5, 5, 6); // the rise
    step(5, 5, 6);
    JsonObject told = told();
    assertEquals(1, told.getInteger("rises"));
    assertEquals(2.0, told.getJsonObject("median").getDouble("median-lead-h"));
    assertEquals(3.0, told.getJsonObject("upper").getDouble("median-lead-h"));
    // From 1 to 2 in the last hour: 5 in three more.
    assertEquals(1.0, told.getJsonObject("linear").getDouble("median-lead-h"));
    assertEquals(0, told.getJsonObject("median").getInteger("unwarned"));
    // The one that broke off stood five hours before the rise.
    assertEquals(1, told.getJsonObject("upper").getInteger("false"));
  }

  @Test
  void aRiseWithoutAWarningAndAWarningWithoutARiseAreCounted() {
    for (int i = 0; i < 4; i++) {
      step(1, 1, 1);
    }
    step(5, 1, 1);
    for (int i = 0; i < 4; i++) {
      step(1, 1, 1);
    }
    step(1, 9, 9);
    for (int i = 0; i < 4; i++) {
      step(1, 1, 1);
    }
    JsonObject median = told().getJsonObject("median");
    assertEquals(1, median.getInteger("unwarned"));
    assertEquals(1, median.getInteger("false"));
    assertEquals(0.0, median.getDouble("median-lead-h"));
  }

  @Test
  void aRiseAfterHoursWithoutAForecastIsLeftOut() {
    for (int i = 0; i < 4; i++) {
      step(1, 5, 5);
    }
    SeriesWalk.Step third = steps.get(2);
    steps.set(
        2,
        new SeriesWalk.Step(third.end(), new Answer.None("coverage", ""), false, third.target()));
    step(5, 5, 5);
    assertEquals(0, told().getInteger("rises"));
  }
}
