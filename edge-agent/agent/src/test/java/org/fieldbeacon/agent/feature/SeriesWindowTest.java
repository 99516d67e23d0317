package org.fieldbeacon.agent.feature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.agent.config.ModelCard.Channel;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.RelativeTo;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

class SeriesWindowTest {
  private static final Instant START = Instant.parse("2026-07-14T08:00:00Z");

  private static Instant minute(int minutes) {
    return START.plusSeconds(60L * minutes);
  }

  private static SeriesWindow window(RelativeTo relative, boolean mask) {
    return new SeriesWindow(
        new Input.Window(
            Duration.ofMinutes(1),
            4,
            relative,
            List.of(new Channel("level", "level", Unit.METRE, 0, 50, 1, 2, Map.of())),
            Duration.ofMinutes(1),
            0.5,
            mask));
  }

  @Test
  void aRowIsTheLastValueOfItsPeriodScaled() {
    SeriesWindow window = window(RelativeTo.NONE, false);
    window.add(0, minute(1).minusSeconds(30), 9, Unit.METRE);
    window.add(0, minute(1), 3, Unit.METRE);
    window.add(0, minute(2), 500, Unit.CENTIMETRE);
    window.add(0, minute(3), 7, Unit.METRE);
    window.add(0, minute(4), 9, Unit.METRE);
    SeriesWindow.Rows rows = window.rows(minute(4));
    assertArrayEquals(new double[] {1, 2, 3, 4}, rows.cells());
    assertEquals(1, rows.coverage());
    assertEquals(9, rows.last()[0]);
  }

  @Test
  void aGapIsHeldForAWhileAndThenEmptyAndTheMaskTellsWhich() {
    SeriesWindow window = window(RelativeTo.NONE, true);
    window.add(0, minute(1), 3, Unit.METRE);
    window.add(0, minute(4), 5, Unit.METRE);
    SeriesWindow.Rows rows = window.rows(minute(4));
    assertArrayEquals(new double[] {1, 1, 1, 0, 0, 0, 2, 1}, rows.cells());
    assertEquals(0.75, rows.coverage());
  }

  @Test
  void whatIsNotANumberNotPossibleOrOfAnotherQuantityIsAGap() {
    SeriesWindow window = window(RelativeTo.NONE, false);
    window.add(0, minute(4), Double.NaN, Unit.METRE);
    window.add(0, minute(4), 51, Unit.METRE);
    window.add(0, minute(4), 20, Unit.CELSIUS);
    SeriesWindow.Rows rows = window.rows(minute(4));
    assertEquals(0, rows.coverage());
    assertTrue(Double.isNaN(rows.last()[0]));
    assertEquals(1, window.unfitUnits());
    assertEquals(1, window.invalid());
  }

  @Test
  void relativeRowsCountFromTheNewestValue() {
    SeriesWindow window = window(RelativeTo.LAST, false);
    window.add(0, minute(3), 10, Unit.METRE);
    window.add(0, minute(4), 13, Unit.METRE);
    assertArrayEquals(new double[] {0, 0, -2, -0.5}, window.rows(minute(4)).cells());
  }

  @Test
  void aClockThatWasSetBackDoesNotStopTheWindow() {
    SeriesWindow window = window(RelativeTo.NONE, false);
    for (int i = 0; i < 10; i++) {
      window.add(0, minute(1_000_000 + i), 40, Unit.METRE);
    }
    for (int i = 1; i <= 4; i++) {
      window.add(0, minute(i), 3, Unit.METRE);
    }
    assertArrayEquals(new double[] {1, 1, 1, 1}, window.rows(minute(4)).cells());
  }
}
