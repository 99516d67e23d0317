package org.fieldbeacon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  @Test
  void anUnknownNameGetsOneLineWithTheNamesThereAre() {
    assertEquals(2, run("bench", "speed"));
    assertEquals(
        "bench: got \"speed\", wanted one of: " + BenchCommand.NAMES + " (--help tells more)",
        err.toString().strip());
  }

  @Test
  void noNameGetsOneLineWithTheNamesThereAre() {
    assertEquals(2, run("bench"));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains("wanted one of: " + BenchCommand.NAMES));
  }

  @Test
  void everyNameTellsOfItself() {
    for (String name : List.of(BenchCommand.NAMES.split(" ", -1))) {
      assertEquals(0, run("bench", name, "--help"), name);
      assertTrue(out.toString().contains("fieldbeacon bench " + name), out.toString());
    }
  }

  /// The whole way of the data at a small size: figures, aims and machine are there, and what was
  /// given is durable.
  @Test
  void pipelineSaysWhatItMeasuredAsJsonAndLeavesNothingBehind(@TempDir Path dir) throws Exception {
    int status =
        run(
            "bench",
            "pipeline",
            "--json",
            "--dir",
            dir.toString(),
            "--observations",
            "20000",
            "--warm-up",
            "2000",
            "--stations",
            "20");
    assertTrue(status == 0 || status == 1, err.toString());
    var said = new JsonObject(out.toString());
    assertEquals("pipeline", said.getString("bench"));
    JsonObject figures = said.getJsonObject("figures");
    assertTrue(figures.getDouble("rows-committed") >= 20_000, figures.encode());
    assertTrue(figures.getDouble("observations-per-second") > 0, figures.encode());
    assertTrue(said.getJsonObject("machine").getString("jvm").contains("25"));
    assertEquals(3, said.getJsonArray("aims").size());
    assertEquals(
        status == 0,
        said.getJsonArray("aims").stream().allMatch(a -> ((JsonObject) a).getBoolean("met")));
    try (Stream<Path> left = Files.list(dir)) {
      assertEquals(0, left.count());
    }
  }
}
