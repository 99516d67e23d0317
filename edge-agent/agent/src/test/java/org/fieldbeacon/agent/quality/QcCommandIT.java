package org.fieldbeacon.agent.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class QcCommandIT {
  private static final String RULES =
      """
      points:
        gauge/level:
          gross-range: {fail: [0, 20], suspect: [1, 15]}
          spike: {suspect: 1, fail: 3}
          gap: {max: PT10M}
      """;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void flagsEachRowInItsPlace() throws IOException {
    int exit =
        qc(
            RULES,
            """
            time,device,point,value
            2026-07-14T08:00:00+08:00,gauge,level,5
            2026-07-14T08:05:00+08:00,gauge,level,9
            2026-07-14T08:05:00+08:00,rain,total,1.5
            2026-07-14T08:10:00+08:00,gauge,level,5
            2026-07-14T08:15:00+08:00,gauge,level,
            2026-07-14T08:40:00+08:00,gauge,level,25
            """);
    assertEquals(0, exit, err.toString());
    assertEquals(
        List.of(
            "time,device,point,value,flag,tests",
            "2026-07-14T08:00:00+08:00,gauge,level,5,1,gap=2 gross-range=1 spike=2",
            "2026-07-14T08:05:00+08:00,gauge,level,9,4,gap=1 gross-range=1 spike=4",
            "2026-07-14T08:05:00+08:00,rain,total,1.5,2,",
            "2026-07-14T08:10:00+08:00,gauge,level,5,1,gap=1 gross-range=1 spike=2",
            "2026-07-14T08:15:00+08:00,gauge,level,,9,gap=1 gross-range=9",
            "2026-07-14T08:40:00+08:00,gauge,level,25,4,gap=3 gross-range=4 spike=2"),
        out.toString().lines().toList());
  }

  @Test
  void aFileOfOnePointNeedsOnlyTimeAndValue() throws IOException {
    int exit =
        qc(
            RULES,
            """
            time,value
            2026-07-14T08:00:00+08:00,5
            2026-07-14T08:05:00+08:00,0.5
            """,
            "--point",
            "gauge/level");
    assertEquals(0, exit, err.toString());
    assertEquals(
        "2026-07-14T08:05:00+08:00,gauge,level,0.5,3,gap=1 gross-range=3 spike=2",
        out.toString().lines().toList().getLast());
    assertTrue(
        err.toString()
            .contains("{\"type\":\"summary\",\"flags\":{\"1\":1,\"3\":1},\"bad-rows\":0}"),
        err.toString());
  }

  @Test
  void aPointWithoutRulesIsAUsageError() throws IOException {
    assertEquals(2, qc(RULES, "time,value\n", "--point", "gauge/flow"));
    assertEquals(2, qc(RULES, "time,value\n", "--point", "gauge"));
  }

  @Test
  void badRowsAreNamedAndTheRestGoesOn() throws IOException {
    int exit =
        qc(
            RULES,
            """
            time,device,point,value
            2026-07-14T08:00:00,gauge,level,5
            2026-07-14T08:00:00+08:00,gauge,level,five
            2026-07-14T08:00:00+08:00,gauge,level
            2026-07-14T08:00:00+08:00,gauge,level,5
            2026-07-14T07:00:00+08:00,gauge,level,5
            """,
            "--json");
    assertEquals(1, exit);
    List<String> lines = err.toString().lines().toList();
    assertEquals(4, lines.size(), err.toString());
    assertTrue(lines.get(0).contains("line 2"), err.toString());
    assertTrue(lines.get(1).contains("line 3: value: got \"five\""), err.toString());
    assertTrue(lines.get(2).contains("got 3 columns"), err.toString());
    assertTrue(lines.get(3).contains("line 6: time: got"), err.toString());
    assertEquals(
        "{\"type\":\"summary\",\"flags\":{\"1\":1},\"bad-rows\":4}",
        out.toString().lines().toList().getLast());
  }

  @Test
  void badRulesAreAllNamedWithLineAndPath() throws IOException {
    int exit =
        qc(
            """
            points:
              gauge/level:
                gross-range: {fail: [20, 0]}
                spyke: {suspect: 1, fail: 3}
                flat-line: {tolerance: x, suspect: 6h, fail: PT1H}
                gap: {}
            """,
            "time,device,point,value\n");
    assertEquals(2, exit);
    String text = err.toString();
    assertTrue(text.contains(":3: points.gauge/level.gross-range.fail: got [20.0, 0.0]"), text);
    assertTrue(text.contains(":4: points.gauge/level.spyke: got an unknown key"), text);
    assertTrue(text.contains(":5: points.gauge/level.flat-line.tolerance: got \"x\""), text);
    assertTrue(text.contains(":5: points.gauge/level.flat-line.suspect: got \"6h\""), text);
    assertTrue(text.contains(":6: points.gauge/level.gap.max: got nothing"), text);
  }

  @Test
  void aMissingFileIsOneLineAndExitTwo() {
    int exit = command().execute("--rules", folder.resolve("no").toString(), "--input", "neither");
    assertEquals(2, exit);
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  private int qc(String rules, String rows, String... more) throws IOException {
    Path rulesFile = Files.writeString(folder.resolve("rules.yaml"), rules);
    Path input = Files.writeString(folder.resolve("input.csv"), rows);
    CommandLine command = command();
    command.parseArgs("--rules", "x", "--input", "x");
    String[] args = new String[4 + more.length];
    args[0] = "--rules";
    args[1] = rulesFile.toString();
    args[2] = "--input";
    args[3] = input.toString();
    System.arraycopy(more, 0, args, 4, more.length);
    return command().execute(args);
  }

  private CommandLine command() {
    return new CommandLine(new QcCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true));
  }
}
