package org.fieldbeacon.agent.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.agent.store.ObservationTable.Series;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

class ObservationTableTest {
  private static final PointId A = PointId.parse("gauge/a");

  /// The k-th observation; delays and uncertainties are alike up to the 200th, then each its own.
  private static Observation at(int k) {
    Instant time = Instant.ofEpochMilli(1_000L * k);
    int odd = k < 200 ? 0 : k;
    return new Observation(
        A,
        k / 10.0,
        Unit.METRE,
        time,
        time.plusMillis(5 + odd),
        Duration.ofMillis(odd),
        k % 2 == 0 ? Quality.PASS : Quality.SUSPECT,
        "test",
        "");
  }

  @Test
  void givesBackWhatItTookInOrderOfArrivalHoweverItGrew() {
    var table = new ObservationTable(0);
    Series even = table.begin("gauge", "even", "m");
    Series odd = table.begin("gauge", "odd", "m");
    for (int k = 0; k < 500; k++) {
      table.add(k % 2 == 0 ? even : odd, at(k));
    }
    assertEquals(500, table.size());
    for (Series series : List.of(even, odd)) {
      Column column = table.column(series);
      assertEquals(250, column.values().length);
      for (int i = 0; i < 250; i++) {
        int k = 2 * i + (series == even ? 0 : 1);
        assertEquals(1_000L * k, column.epochMillis()[i]);
        assertEquals(k / 10.0, column.values()[i]);
        assertEquals(k < 200 ? 5 : 5 + k, column.receivedDelayMillis()[i]);
        assertEquals(k < 200 ? 0 : k, column.uncertaintyMillis()[i]);
        assertEquals(at(k).quality().code(), column.flags()[i]);
      }
    }
  }

  /// The parts of a segment are found by comparing these texts.
  @Test
  void sortsSeriesAsTheTextOfTheirPoints() {
    var table = new ObservationTable(0);
    List<String> names = new ArrayList<>();
    for (String device : List.of("a0", "a", "ab", "a-b", "a-", "b", "0", "a00")) {
      for (String point : List.of("x", "x-1", "0", "x1")) {
        table.begin(device, point, "m");
        names.add(device + "/" + point);
      }
    }
    List<String> sorted =
        table.series().stream()
            .sorted(Series.BY_NAME)
            .map(s -> table.column(s))
            .map(c -> c.device() + "/" + c.point())
            .toList();
    assertEquals(names.stream().sorted().toList(), sorted);
  }

  @Test
  void cutsRowsAtSoManyObservationsAndSoManyColumns() {
    var table = new ObservationTable(0);
    List<Series> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(table.begin("gauge", "p" + i, "m"));
    }
    for (int k = 0; k < 20; k++) {
      table.add(all.get(k % 5), at(k));
    }
    List<Integer> sizes = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    RowCutter.cut(
        table,
        List.of(all.get(4), all.get(0), all.get(2)),
        6,
        2,
        row -> {
          sizes.add(row.size() * 100 + row.stream().mapToInt(c -> c.values().length).sum());
          row.forEach(
              c -> {
                for (double value : c.values()) {
                  values.add(value);
                }
              });
        });
    // Six observations fill the first row in its second column; the next two columns end the
    // second.
    assertEquals(List.of(206, 206), sizes);
    assertArrayEquals(
        new Double[] {0.4, 0.9, 1.4, 1.9, 0.0, 0.5, 1.0, 1.5, 0.2, 0.7, 1.2, 1.7},
        values.toArray());
  }
}
