package org.fieldbeacon.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandIT {
  private static final String PROFILE = "../../firmware-configs/profiles/radar-level-gauge.yaml";
  private static final String SITE = "../../firmware-configs/sites/farm-soil/site.yaml";

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void zeroWhenNothingIsWrong() {
    assertEquals(0, check(PROFILE, SITE), out.toString());
    assertEquals("2 checked, 0 problems", out.toString().strip());
  }

  @Test
  void oneAndALineForEachProblem() throws IOException {
    Path profile = Files.writeString(folder.resolve("p.yaml"), "protocol: modbus\nwhat: 1\n");
    assertEquals(1, check(profile.toString()));
    assertTrue(
        out.toString()
            .contains(
                profile
                    + ":2: what: got an unknown key, wanted one of [points, protocol,"
                    + " schema-version, settings, source, title]"),
        out.toString());
    assertTrue(out.toString().contains("1 checked, 5 problems"), out.toString());
  }

  @Test
  void jsonIsOneObjectALine() throws IOException {
    Path site = Files.writeString(folder.resolve("s.yaml"), "- 1\n");
    assertEquals(1, check("--json", site.toString()));
    assertEquals(
        "{\"file\":\""
            + site
            + "\",\"line\":1,\"path\":\"file\",\"got\":\"a list\",\"wanted\":\"a mapping\","
            + "\"type\":\"problem\"}\n{\"type\":\"summary\",\"files\":1,\"problems\":1}",
        out.toString().strip().replace("\r", ""));
  }

  @Test
  void twoWhenAFileIsNotThereOrNoneIsNamed() {
    assertEquals(2, check(PROFILE, folder.resolve("no.yaml").toString()));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertEquals(2, check());
  }

  private int check(String... args) {
    return new CommandLine(new CheckCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }
}
