package org.fieldbeacon.agent.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelCommandIT {
  private static final Path PICTURES = Path.of("../../simulators/data/camera-smoke");
  private static final String FIRE = TestPackages.SHIPPED.resolve("fire-smoke").toString();
  private static final String WATER = TestPackages.SHIPPED.resolve("water-anomaly").toString();

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int model(String... words) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var line = new CommandLine(new ModelCommand());
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
    return line.execute(words);
  }

  private Path pictures() throws IOException {
    Path set = folder.resolve("set");
    try (Stream<Path> all = Files.list(PICTURES)) {
      for (Path file : all.filter(f -> f.toString().endsWith(".jpg")).toList()) {
        String name = String.valueOf(file.getFileName());
        Path to = set.resolve(name.contains("smoke") ? "smoke" : "normal").resolve(name);
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
    return set;
  }

  @Test
  void picturesInFoldersAreScoredAndBadOnesNamed() throws IOException {
    Path set = pictures();
    Files.writeString(set.resolve("smoke/99.jpg"), "no picture");
    Files.createDirectories(set.resolve("cats"));
    Files.copy(set.resolve("normal/00-normal.jpg"), set.resolve("cats/1.jpg"));
    assertEquals(1, model("eval", FIRE, "--data", set.toString(), "--json"));
    var said = new JsonObject(out.toString());
    assertEquals(1, said.getJsonObject("bad").getInteger("not-an-image"));
    assertTrue(said.getJsonArray("bad-names").getString(0).startsWith("smoke/99.jpg: "));
    assertEquals(1, said.getJsonObject("unknown-classes").getInteger("cats"));
    assertTrue(said.getDouble("accuracy") > 0.7, said.encode());
    assertTrue(said.getJsonObject("latency-ms").getDouble("p99") > 0);
  }

  /// What a package would say at night, told before a card lets it say so.
  @Test
  void picturesLoseTheirColoursFirstWhereThatIsAskedFor() throws IOException {
    String set = pictures().toString();
    assertEquals(0, model("eval", FIRE, "--data", set, "--json"), err.toString());
    var coloured = new JsonObject(out.toString());
    assertEquals(0, coloured.getInteger("grey"));
    assertEquals(0, model("eval", FIRE, "--data", set, "--gray", "--json"), err.toString());
    var gray = new JsonObject(out.toString());
    assertEquals(gray.getInteger("n"), gray.getInteger("grey"));
    assertTrue(gray.getJsonObject("sure").getInteger("n") > 0, gray.encode());
    assertEquals(2, model("eval", WATER, "--data", set, "--gray"));
    assertTrue(err.toString().contains("wanted one of pictures"));
  }

  @Test
  void aTarGivesTheSameFiguresAsTheFolder() throws Exception {
    Path set = pictures();
    Path tar = folder.resolve("set.tar");
    var process =
        new ProcessBuilder("tar", "-C", set.toString(), "-cf", tar.toString(), "normal", "smoke")
            .inheritIO()
            .start();
    assertEquals(0, process.waitFor());
    model("eval", FIRE, "--data", set.toString(), "--json");
    var one = new JsonObject(out.toString());
    assertEquals(0, model("eval", FIRE, "--data", tar.toString(), "--json"), err.toString());
    var other = new JsonObject(out.toString());
    assertEquals(one.getJsonArray("confusion"), other.getJsonArray("confusion"));
  }

  @Test
  void aSeriesInWideFormIsScored() throws IOException {
    var csv = new StringBuilder("time,Tp_C,Cl_mg_L,pH,Redox_mV,Leit_uS_cm,Trueb_NTU,");
    csv.append("Cl_2_mg_L,Fm_m3_h,Fm_2_m3_h,EVENT\n");
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    for (int i = 0; i < 200; i++) {
      csv.append(start.plusSeconds(60L * i)).append(",8.5,0.165,8.37,");
      csv.append(i == 90 ? "x" : "753").append(",211,0.012,0.105,1500,1000,0\n");
    }
    Path file = folder.resolve("series.csv");
    Files.writeString(file, csv);
    assertEquals(1, model("eval", WATER, "--data", file.toString(), "--json"), err.toString());
    var said = new JsonObject(out.toString());
    assertEquals(200, said.getInteger("rows"));
    assertEquals(1, said.getInteger("bad-cells"));
    assertTrue(said.getInteger("no-answer") > 50);
  }

  @Test
  void badUsageIsOneClearLine() throws IOException {
    assertEquals(2, model("eval", "nowhere", "--data", folder.toString()));
    assertEquals(
        "eval: nowhere: got no folder with a card.yaml, wanted a model package",
        err.toString().strip());
    assertEquals(2, model("eval", FIRE, "--data", folder.resolve("none").toString()));
    Path text = folder.resolve("a.csv");
    Files.writeString(text, "a,b\n1,2\n", StandardCharsets.UTF_8);
    assertEquals(2, model("eval", WATER, "--data", text.toString()));
    assertTrue(err.toString().contains("wanted one whose name begins with time"));
    assertEquals(2, model("bench", FIRE, "--runs", "0"));
  }

  @Test
  void aKeyIsMadeOnceSignsAndIsBelievedWhereItIsNamed() throws IOException {
    Path made = TestPackages.copy("water-anomaly", folder);
    Path key = folder.resolve("key.pem");
    assertEquals(0, model("keygen", key.toString()));
    assertEquals(2, model("keygen", key.toString()));
    assertEquals(0, model("sign", made.toString(), "--key", key.toString()));
    assertEquals(1, model("verify", made.toString(), "--json"));
    assertFalse(new JsonObject(out.toString()).getBoolean("good"));
    assertEquals(0, model("verify", made.toString(), "--trust", key + ".pub"));
    assertEquals(2, model("sign", made.toString(), "--key", key + ".pub"));
  }

  @Test
  void benchTellsBothTimesAndTheMemory() {
    assertEquals(0, model("bench", WATER, "--runs", "5", "--json"), err.toString());
    assertTrue(
        new JsonObject(out.toString().lines().findFirst().orElseThrow())
                .getJsonObject("whole-ms")
                .getDouble("p50")
            > 0);
  }
}
