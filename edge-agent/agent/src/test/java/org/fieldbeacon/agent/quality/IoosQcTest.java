package org.fieldbeacon.agent.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeacon.agent.config.QualityRules;
import org.fieldbeacon.agent.config.QualityRules.AttenuatedSignal;
import org.fieldbeacon.agent.config.QualityRules.Climatology;
import org.fieldbeacon.agent.config.QualityRules.FlatLine;
import org.fieldbeacon.agent.config.QualityRules.GrossRange;
import org.fieldbeacon.agent.config.QualityRules.Range;
import org.fieldbeacon.agent.config.QualityRules.RateOfChange;
import org.fieldbeacon.agent.config.QualityRules.Spike;
import org.fieldbeacon.agent.config.QualityRules.SpikeMethod;
import org.fieldbeacon.agent.config.QualityRules.Statistic;
import org.fieldbeacon.observation.Quality;
import org.junit.jupiter.api.Test;

/// Flag by flag against ioos_qc 3.0.0, the reference implementation of the manuals
/// (`make_ioos_flags.py` made the flags). Where the two differ, the test says how often and why.
class IoosQcTest {
  private record Row(String series, Instant at, double value, List<Integer> flags) {}

  private final List<String> columns = new ArrayList<>();
  private final List<Row> rows = read();

  @Test
  void grossRange() {
    var range = new GrossRange(new Range(0, 8.5), Optional.of(new Range(4.5, 7)));
    same("minutes", "gross-range", QcTest.GROSS_RANGE, rules(range), Map.of());
  }

  @Test
  void spikeByTheAverage() {
    same(
        "minutes",
        "spike-average",
        QcTest.SPIKE,
        rules(new Spike(0.05, 0.5, SpikeMethod.AVERAGE)),
        Map.of());
  }

  @Test
  void spikeByTheDifferential() {
    same(
        "minutes",
        "spike-differential",
        QcTest.SPIKE,
        rules(new Spike(0.02, 0.5, SpikeMethod.DIFFERENTIAL)),
        Map.of());
  }

  /// ioos_qc passes the first sample and those after a missing one, of which no rate is known: one,
  /// and the ends of the five holes.
  @Test
  void rateOfChange() {
    same(
        "minutes",
        "rate-of-change",
        QcTest.RATE_OF_CHANGE,
        rules(new RateOfChange(0.0005)),
        Map.of("1 > 2", 6));
  }

  /// The first sample after the hole of forty minutes, which ioos_qc, counting samples, compares
  /// with those before it; we begin anew.
  @Test
  void flatLine() {
    same(
        "minutes",
        "flat-line",
        QcTest.FLAT_LINE,
        rules(new FlatLine(0.01, Duration.ofMinutes(10), Duration.ofMinutes(30))),
        Map.of("4 > 1", 1));
  }

  /// ioos_qc judges a window that is not full yet, the thirty minutes at the beginning; and none
  /// that has a missing sample in it, where we judge the others.
  @Test
  void attenuatedSignalByItsRange() {
    same(
        "minutes",
        "attenuated-range",
        QcTest.ATTENUATED_SIGNAL,
        rules(new AttenuatedSignal(Duration.ofMinutes(30), 0.1, 0.02, Statistic.RANGE)),
        Map.of("1 > 2", 14, "3 > 2", 15, "4 > 2", 1, "2 > 1", 31, "2 > 3", 1, "2 > 4", 59));
  }

  /// ioos_qc judges a window that is not full: the thirty minutes at the beginning and after the
  /// hole.
  @Test
  void attenuatedSignalByItsDeviation() {
    same(
        "minutes",
        "attenuated-deviation",
        QcTest.ATTENUATED_SIGNAL,
        rules(new AttenuatedSignal(Duration.ofMinutes(30), 0.02, 0.005, Statistic.DEVIATION)),
        Map.of("1 > 2", 37, "3 > 2", 21, "4 > 2", 2));
  }

  /// ioos_qc passes the nineteen missing values.
  @Test
  void climatology() {
    var seasons =
        List.of(new Climatology(1, 3, new Range(0, 20)), new Climatology(6, 9, new Range(10, 26)));
    var none = QualityRules.NONE;
    var rules =
        new QualityRules(
            none.grossRange(),
            seasons,
            none.spike(),
            none.rateOfChange(),
            none.flatLine(),
            none.attenuatedSignal(),
            none.gap(),
            none.neighbour());
    same("year", "climatology", QcTest.CLIMATOLOGY, rules, Map.of("1 > 9", 19));
  }

  /// @param differences where we differ and how often: "theirs > ours"
  private void same(
      String series,
      String column,
      QcTest test,
      QualityRules rules,
      Map<String, Integer> differences) {
    int index = columns.indexOf(column) - 3;
    List<Row> wanted = rows.stream().filter(r -> r.series().equals(series)).toList();
    assertTrue(wanted.size() > 500);
    List<Quality> got = flags(rules, test, wanted);
    Map<String, Integer> differ = new TreeMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      int theirs = wanted.get(i).flags().get(index);
      int ours = got.get(i).code();
      if (theirs != ours) {
        differ.merge(theirs + " > " + ours, 1, Integer::sum);
      }
    }
    assertEquals(new TreeMap<>(differences), differ, column);
  }

  private static List<Quality> flags(QualityRules rules, QcTest test, List<Row> rows) {
    var quality = new PointQuality(rules, ZoneOffset.UTC, _ -> Optional.empty());
    List<Verdict> verdicts = new ArrayList<>();
    for (Row row : rows) {
      quality.judge(row.at(), row.value());
      quality.previous().ifPresent(verdicts::add);
    }
    verdicts.add(quality.last().orElseThrow());
    List<Quality> flags = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Quality flag = verdicts.get(i).flags().get(test);
      boolean missing = Double.isNaN(rows.get(i).value());
      flags.add(missing ? Quality.MISSING : flag == null ? Quality.NOT_EVALUATED : flag);
    }
    return flags;
  }

  private static QualityRules rules(Object one) {
    return new QualityRules(
        only(GrossRange.class, one),
        List.of(),
        only(Spike.class, one),
        only(RateOfChange.class, one),
        only(FlatLine.class, one),
        only(AttenuatedSignal.class, one),
        Optional.empty(),
        Optional.empty());
  }

  private static <T> Optional<T> only(Class<T> type, Object one) {
    return type.isInstance(one) ? Optional.of(type.cast(one)) : Optional.empty();
  }

  private List<Row> read() {
    List<Row> read = new ArrayList<>();
    try (InputStream in =
        Objects.requireNonNull(IoosQcTest.class.getResourceAsStream("/quality/ioos_flags.csv"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().skip(1).toList()) {
        String[] cells = line.split(",", -1);
        if (columns.isEmpty()) {
          columns.addAll(List.of(cells));
          continue;
        }
        double value = cells[2].isEmpty() ? Double.NaN : Double.parseDouble(cells[2]);
        List<Integer> flags =
            List.of(cells).subList(3, cells.length).stream().map(Integer::valueOf).toList();
        read.add(new Row(cells[0], Instant.parse(cells[1]), value, flags));
      }
      return read;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
