package org.fieldbeacon.agent.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.agent.config.ModelCard;
import org.fieldbeacon.agent.config.ModelCard.Channel;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.Label;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.feature.SeriesWindow;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

class ModelInputsTest {
  private static final Instant START = Instant.parse("2026-04-05T06:00:30Z");
  private static final Text TITLE = new Text("水质", "water");
  private static final PointId PH = new PointId("outlet", "ph");
  private static final Unit UNIT = Unit.ofUcum("[pH]").orElseThrow();
  private static final int LENGTH = 10;

  private final ModelInputs inputs = inputs(anomaly(), START);

  private static Output anomaly() {
    return new Output.Anomaly(
        ModelCard.Activation.SIGMOID,
        1,
        List.of(new Label("event", TITLE, Optional.empty())),
        0.9,
        0.5,
        new ModelCard.Persist(3, 2),
        List.of(),
        List.of());
  }

  private static ModelInputs inputs(Output output, Instant start) {
    var channel = new Channel("ph", "water-ph", UNIT, 0, 14, 7, 1, Map.of());
    var window =
        new Input.Window(
            Duration.ofMinutes(1),
            LENGTH,
            ModelCard.RelativeTo.NONE,
            List.of(channel),
            Duration.ZERO,
            0.8,
            false);
    var card =
        new ModelCard(
            "some",
            "1.0.0",
            TITLE,
            ModelCard.Task.SERIES_ANOMALY,
            "CC0",
            "model.tflite",
            1,
            window,
            output,
            List.of());
    var use =
        new ModelUse(
            "watch",
            TITLE,
            Path.of("."),
            card,
            new ModelUse.Source.Points(Map.of("ph", PH)),
            Duration.ofMinutes(1),
            Duration.ofSeconds(10),
            Optional.empty(),
            List.of());
    return new ModelInputs(List.of(use), start);
  }

  private static Observation reading(Instant at, double value, Instant received) {
    return new Observation(PH, value, UNIT, at, received, Duration.ZERO, Quality.PASS, "test", "");
  }

  /// One a minute, the newest at `last`, all received together.
  private static void send(ModelInputs inputs, int count, Instant last, Instant received) {
    for (int back = count - 1; back >= 0; back--) {
      Instant at = last.minus(Duration.ofMinutes(back));
      inputs.onObservation(reading(at, at.getEpochSecond() / 60 % 10, received));
    }
  }

  private static List<Instant> ends(List<ModelQuestion> questions) {
    return questions.stream().map(ModelQuestion::at).toList();
  }

  @Test
  void whatAStationKeptIsAskedAboutWholeWindowByWholeWindowOldestFirst() {
    Instant newest = START.minusSeconds(30);
    send(inputs, 40, newest, START);
    assertEquals(List.of(), inputs.due(START.plusSeconds(1)), "more may come");
    List<ModelQuestion> due = inputs.due(START.plusSeconds(2));
    // Of 40 rows with windows of ten, four fifths of them needed: 33 windows.
    assertEquals(33, due.size());
    assertEquals(newest, due.getLast().at());
    assertEquals(newest.minus(Duration.ofMinutes(32)), due.getFirst().at());
    assertEquals(ends(due).stream().sorted().toList(), ends(due));
    assertTrue(due.stream().allMatch(ModelInputsTest::isLate));
    assertEquals(List.of(), inputs.due(START.plusSeconds(3)), "asked once");
  }

  /// Else a late answer would not be that which the gateway would have given in time.
  @Test
  void aLateWindowHoldsWhatItWouldHaveHeldInTime() {
    send(inputs, SeriesWindow.ROWS_BACK + LENGTH, START.minusSeconds(30), START);
    List<ModelQuestion> late = inputs.due(START.plusSeconds(2));
    assertEquals(SeriesWindow.ROWS_BACK + 1, late.size());
    SeriesWindow.Rows oldest = rows(late.getFirst());
    Instant end = oldest.end();
    ModelInputs live = inputs(anomaly(), end.minusSeconds(1));
    send(live, LENGTH, end, end);
    SeriesWindow.Rows inTime = rows(live.due(end.plusSeconds(15)).getLast());
    assertEquals(1.0, oldest.coverage());
    assertEquals(end, inTime.end());
    assertArrayEquals(inTime.cells(), oldest.cells());
  }

  private static SeriesWindow.Rows rows(ModelQuestion question) {
    return assertInstanceOf(ModelQuestion.Judge.class, question).rows();
  }

  private static boolean isLate(ModelQuestion question) {
    return question instanceof ModelQuestion.Judge judge && judge.isLate();
  }

  @Test
  void readingsInTimeMakeNothingLate() {
    for (int minute = 0; minute < 30; minute++) {
      Instant at = START.plus(Duration.ofMinutes(minute));
      inputs.onObservation(reading(at, 7, at));
      List<ModelQuestion> due = inputs.due(at.plusSeconds(45));
      assertEquals(List.of(at.plusSeconds(30)), ends(due));
      assertFalse(isLate(due.getFirst()));
    }
  }

  @Test
  void aReportOfSeveralMinutesIsAskedAboutRowByRow() {
    send(inputs, 20, START.minusSeconds(30), START);
    inputs.due(START.plusSeconds(2));
    for (int minute = 1; minute <= 5; minute++) {
      inputs.due(START.plus(Duration.ofMinutes(minute)));
    }
    Instant now = START.plus(Duration.ofMinutes(5)).plusSeconds(10);
    send(inputs, 5, START.plusSeconds(30).plus(Duration.ofMinutes(4)), now);
    List<ModelQuestion> due = inputs.due(now.plusSeconds(2));
    assertEquals(
        List.of(30L, 90L, 150L, 210L, 270L),
        ends(due).stream().map(e -> e.getEpochSecond() - START.getEpochSecond()).toList());
  }

  @Test
  void aStreamOfLateReadingsDoesNotPutTheQuestionOffForEver() {
    long asked = 0;
    for (int i = 0; i < 60; i++) {
      Instant now = START.plusSeconds(i);
      send(inputs, 1, START.minus(Duration.ofMinutes(60 - i)), now);
      asked += inputs.due(now).stream().filter(ModelInputsTest::isLate).count();
    }
    assertTrue(asked > 0, "nothing was asked within a minute");
  }

  @Test
  void whatAForecastWouldHaveSaidOfThePastIsNotAsked() {
    ModelInputs forecasts =
        inputs(
            new Output.Forecast(List.of(Duration.ofHours(1)), List.of(0.05, 0.5, 0.95), List.of()),
            START);
    send(forecasts, 40, START.minusSeconds(30), START);
    assertEquals(List.of(START.minusSeconds(30)), ends(forecasts.due(START.plusSeconds(2))));
  }

  @Test
  void readingsFromBeforeTheStartFillWindowsAndMakeNothingDue() {
    for (int back = 40; back > 0; back--) {
      Instant at = START.minus(Duration.ofMinutes(back));
      inputs.onStored(reading(at, 7, at));
    }
    assertEquals(List.of(), inputs.due(START.plusSeconds(10)));
    assertEquals(START.plusSeconds(45), inputs.nextDeadline());
  }
}
