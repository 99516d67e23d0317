package org.fieldbeacon.simulator.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.fieldbeacon.simulator.series.SeriesFile.Loaded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesFileTest {
  @Test
  void readsOneColumnAndLeavesOutMissingValues() {
    var lines =
        List.of(
            "# a note",
            "time,level_m,rain_mm",
            "2014-10-23T06:00:00-04:00,1.5,",
            "",
            "2014-10-23T07:00:00-04:00,,2.5",
            "2014-10-23T08:00:00-04:00,1.75,0");
    Series level = good(SeriesFile.parse("x.csv", lines, "level_m"));
    assertEquals(2, level.size());
    assertEquals(Instant.parse("2014-10-23T10:00:00Z"), level.first());
    assertEquals(1.625, level.linear(Instant.parse("2014-10-23T11:00:00Z")));
    assertEquals(2, good(SeriesFile.parse("x.csv", lines, "rain_mm")).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          time,rain       | x.csv: line 1: got the columns time,rain, wanted time first and level
          when,level      | x.csv: line 1: got the columns when,level, wanted time first and level
          time,level/noon,1 | x.csv: line 2: time: got "noon", wanted a time as 2014-10-23T06:00:00Z
          time,level/2014-10-23T06:00:00Z,high | x.csv: line 2: level: got "high", wanted a finite number
          time,level/2014-10-23T06:00:00Z,NaN | x.csv: line 2: level: got "NaN", wanted a finite number
          time,level/2014-10-23T06:00:00Z | x.csv: line 2: got 1 cells, wanted 2
          time,level/2014-10-23T06:00:00Z,1/2014-10-23T06:00:00Z,2 | x.csv: line 3: time: got one not later than the row before
          time,level      | x.csv: got no rows with level, wanted at least one
          """)
  void saysWhatIsWrongAndWhere(String rows, String problem) {
    List<String> lines = Stream.of(rows.split("/", -1)).toList();
    assertEquals(
        problem,
        assertInstanceOf(Loaded.Bad.class, SeriesFile.parse("x.csv", lines, "level")).problem());
  }

  @Test
  void saysThatThereIsNoSuchFile() {
    var bad =
        assertInstanceOf(Loaded.Bad.class, SeriesFile.load(Path.of("no", "where.csv"), "level"));
    assertEquals(Path.of("no", "where.csv") + ": no such file", bad.problem());
  }

  private static Series good(Loaded loaded) {
    return assertInstanceOf(Loaded.Good.class, loaded).series();
  }
}
