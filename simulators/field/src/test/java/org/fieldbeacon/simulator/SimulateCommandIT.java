package org.fieldbeacon.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;

@Timeout(60)
class SimulateCommandIT {
  private static final String FLOOD = "../scenarios/flood.yaml";

  @TempDir private Path folder = Path.of("");

  private record Run(int status, String out, String err) {}

  @Test
  void saysWhenItIsReadyAndEndsInTime() {
    Run run = simulate("--scenario", FLOOD, "--any-ports", "--for", "PT0.1S");
    assertEquals(0, run.status(), run.err());
    assertTrue(
        run.out().startsWith("ready: flood at 3600 x, river-gauge-01=127.0.0.1:"), run.out());
  }

  @Test
  void printsJsonThatAMachineReads() {
    Run run =
        simulate(
            "--scenario", FLOOD, "--any-ports", "--for", "PT0.1S", "--json", "--time-factor", "60");
    assertEquals(0, run.status(), run.err());
    Object ready = new Load(LoadSettings.builder().build()).loadFromString(run.out().strip());
    assertEquals("ready", ((Map<?, ?>) ready).get("event"));
    assertEquals(60, ((Map<?, ?>) ready).get("time-factor"));
  }

  @Test
  void namesFileLineAndPathOfABadScenario() throws IOException {
    Path file = folder.resolve("bad.yaml");
    Files.writeString(
        file,
        """
        schema-version: 1
        name: bad
        start: 2014-10-23T06:00:00Z
        devices:
          - {id: gauge, port: much}
        """);
    Run run = simulate("--scenario", file.toString());
    assertEquals(2, run.status());
    assertEquals(
        "simulate: "
            + file
            + ": line 5: devices[0].port: got \"much\", wanted a whole number 0..65535",
        run.err().strip());
  }

  @Test
  void refusesWrongUsage() {
    assertEquals(2, simulate().status());
    assertEquals(2, simulate("--scenario", "no/such.yaml").status());
    assertEquals(2, simulate("--scenario", FLOOD, "--for", "soon").status());
    assertEquals(2, simulate("--scenario", FLOOD, "--time-factor", "0").status());
    assertEquals(2, simulate("--scenario", FLOOD, "--time-factor", "NaN").status());
    assertEquals(2, simulate("--scenario", FLOOD, "--for", "P99999999999D").status());
  }

  @Test
  void namesThePortThatIsTaken() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path file = folder.resolve("one.yaml");
      Files.writeString(
          file,
          """
          schema-version: 1
          name: one
          start: 2014-10-23T06:00:00Z
          devices:
            - {id: gauge, port: %d}
          """
              .formatted(taken.getLocalPort()));
      Run run = simulate("--scenario", file.toString(), "--for", "PT1S");
      assertEquals(1, run.status());
      assertTrue(run.err().startsWith("simulate: port " + taken.getLocalPort()), run.err());
    }
  }

  private static Run simulate(String... options) {
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] arguments = new String[options.length + 1];
    arguments[0] = "simulate";
    System.arraycopy(options, 0, arguments, 1, options.length);
    int status = line.execute(arguments);
    return new Run(status, out.toString(), err.toString());
  }
}
