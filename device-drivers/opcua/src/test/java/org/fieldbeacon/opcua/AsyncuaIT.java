package org.fieldbeacon.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Quality;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against a server that we did not write and that shares no code with Milo. Needs a Python with
/// asyncua, named by FIELDBEACON_PYTHON or found as `python3`; without one the test says so and is
/// skipped, except in CI.
@Timeout(180)
class AsyncuaIT {
  @TempDir Path folder;
  private final List<Process> servers = new ArrayList<>();
  private final List<BufferedReader> answers = new ArrayList<>();
  private String thumbprint = "";
  private int port;

  @AfterEach
  void end() throws InterruptedException {
    for (Process server : servers) {
      server.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void securedValuesFlowOnceTheServerIsBelievedAndAgainAfterItsRestart() throws Exception {
    start(0, "secured");
    try (Site site = site(Map.of("publishing-ms", 100), Duration.ofSeconds(2))) {
      DeviceStatus unknown = site.await(State.MISCONFIGURED);
      assertTrue(unknown.detail().contains(thumbprint), unknown.detail() + " / " + thumbprint);
      site.believeRejected();
      site.await(State.ONLINE);
      assertEquals(1.25, site.await("level", o -> !o.isMissing()).value());
      tell("set level 2.5");
      site.awaitValue("level", 2.5);

      servers.getLast().destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      assertTrue(site.await("level", Observation::isMissing).detail().length() > 10);
      start(port, "secured");
      site.awaitValue("level", 1.25);
      tell("set level 3.5");
      site.awaitValue("level", 3.5);
      // The subscription tells it too, not only the reads that confirm.
      site.await("level", o -> o.detail().startsWith("unchanged since"));
      tell("set level 4.5");
      assertFalse(site.awaitValue("level", 4.5).detail().startsWith("unchanged"));
    }
  }

  @Test
  void everyKindOfValueIsReadAndOutputsAreWritten() throws Exception {
    start(0, "none");
    try (Site site = site(Map.of("security", "none"), Duration.ofSeconds(1))) {
      assertEquals(12.5, site.await("flow", o -> !o.isMissing()).value());
      assertEquals(30.0, site.await("setpoint", o -> !o.isMissing()).value());
      assertEquals(1, site.await("bit-one", o -> !o.isMissing()).value());
      assertEquals(0, site.await("bit-two", o -> !o.isMissing()).value());
      assertEquals(2.5, site.await("row-two", o -> !o.isMissing()).value());
      assertEquals(new WriteResult.Done(), site.write("pump", 1));
      assertEquals("True", ask("get pump"));
      assertEquals(new WriteResult.Done(), site.write("setpoint", 45.6));
      assertEquals("456", ask("get setpoint"));
      var refused = assertInstanceOf(WriteResult.Refused.class, site.write("flow", 1));
      assertTrue(refused.reason().contains("Bad_"), refused.reason());
    }
  }

  /// The source's clock, not ours; and what a sensor says of itself.
  @Test
  void sourceTimeAndStatusAreKept() throws Exception {
    start(0, "none");
    try (Site site = site(Map.of("security", "none"), Duration.ofMinutes(10))) {
      site.await("level", o -> !o.isMissing());
      tell("set level 7.5 then");
      assertEquals(
          Instant.parse("2026-07-14T03:00:00Z"), site.awaitValue("level", 7.5).phenomenonTime());
      tell("bad level 9.5");
      // asyncua sends no value with a bad status.
      Observation bad = site.await("level", o -> o.detail().contains("Bad_SensorFailure"));
      assertEquals(Quality.MISSING, bad.quality());
    }
  }

  @Test
  void aServerWithoutSecurityIsRefusedByDefault() throws Exception {
    start(0, "none");
    try (Site site = site(Map.of(), Duration.ofSeconds(1))) {
      DeviceStatus status = site.await(State.MISCONFIGURED);
      assertTrue(
          status.detail().contains("offers None") && status.detail().contains("Basic256Sha256"),
          status.detail());
    }
  }

  @Test
  void aUserSignsInOverTheSecuredChannelOnly() throws Exception {
    start(0, "secured", "operator", "tide");
    Path password = Files.writeString(folder.resolve("password"), "ebb\n");
    var link =
        Site.withUser(Site.link(url(), folder.resolve("state"), Map.of()), "operator", password);
    try (Site site = new Site(link, device(Duration.ofSeconds(1)))) {
      site.await(s -> s.detail().contains(thumbprint), "that names the thumbprint");
      site.believeRejected();
      site.await(s -> s.detail().contains("password-file"), "that names the password");
      Files.writeString(password, "tide\n");
      site.await("level", o -> !o.isMissing());
    }
    var open =
        Site.withUser(
            Site.link(url(), folder.resolve("state"), Map.of("security", "none")),
            "operator",
            password);
    assertEquals(1, new OpcUaDriverFactory().check(device(Duration.ofSeconds(1)), open).size());
  }

  private Site site(Map<String, Object> settings, Duration poll) {
    return new Site(Site.link(url(), folder.resolve("state"), settings), device(poll));
  }

  private String url() {
    return "opc.tcp://127.0.0.1:" + port + "/plc";
  }

  private static Device device(Duration poll) {
    return Site.device(
        "urn:plc",
        poll,
        List.of(
            Site.point("level", Access.READ, Map.of("node", "s=Plant.Level")),
            Site.point("flow", Access.READ_WRITE, Map.of("node", "s=Plant.Flow")),
            Site.point("pump", Access.READ_WRITE, Map.of("node", "s=Plant.Pump")),
            Site.point(
                "setpoint", Access.READ_WRITE, Map.of("node", "s=Plant.Setpoint", "scale", 0.1)),
            Site.point("bit-one", Access.READ, Map.of("node", "s=Plant.Word", "bit", 1)),
            Site.point("bit-two", Access.READ, Map.of("node", "s=Plant.Word", "bit", 2)),
            Site.point("row-two", Access.READ, Map.of("node", "s=Plant.Rows", "index", 1))));
  }

  private void tell(String line) throws IOException {
    OutputStream in = servers.getLast().getOutputStream();
    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  private @Nullable String ask(String line) throws IOException {
    tell(line);
    return answers.getLast().readLine();
  }

  private void start(int wantedPort, String policies, String... user) throws Exception {
    String python = System.getenv().getOrDefault("FIELDBEACON_PYTHON", "python3");
    if (!imports(python)) {
      String why = "skipped: " + python + " has no asyncua (pip install asyncua)";
      assertTrue(!"true".equals(System.getenv("CI")), why + ", and CI may not skip it");
      abort(why);
    }
    Path script = Path.of("src/test/python/asyncua_server.py").toAbsolutePath();
    Path keys = Files.createDirectories(folder.resolve("server"));
    var command =
        new ArrayList<>(
            List.of(
                python, script.toString(), String.valueOf(wantedPort), keys.toString(), policies));
    command.addAll(List.of(user));
    Process server =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    servers.add(server);
    answers.add(
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8)));
    String line = answers.getLast().readLine();
    assertTrue(line != null, "the asyncua server ended before it listened");
    int blank = line.indexOf(' ');
    port = Integer.parseInt(line.substring(0, blank));
    thumbprint = line.substring(blank + 1);
  }

  private static boolean imports(String python) throws InterruptedException {
    try {
      return new ProcessBuilder(python, "-c", "import asyncua")
              .redirectErrorStream(true)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    }
  }
}
