package org.fieldbeacon.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.FieldScanner;
import org.fieldbeacon.driver.FieldScanner.Found;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.driver.Python;
import org.fieldbeacon.driver.Text;
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
@Timeout(300)
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
      site.said("");
      assertEquals(12.5, site.await("flow", o -> !o.isMissing()).value());
      assertEquals(30.0, site.await("setpoint", o -> !o.isMissing()).value());
      assertEquals(1, site.await("bit-one", o -> !o.isMissing()).value());
      assertEquals(0, site.await("bit-two", o -> !o.isMissing()).value());
      assertEquals(2.5, site.await("row-two", o -> !o.isMissing()).value());
      assertEquals(new WriteResult.Done(), site.write("pump", 1));
      assertEquals("True", ask("get pump"));
      assertEquals(new WriteResult.Done(), site.write("setpoint", 45.6));
      assertEquals("456", ask("get setpoint"));
      List<String> said = site.said("s=Plant.Setpoint");
      assertTrue(said.contains("> set 456.0") && said.contains("< set, Good"), said.toString());
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
      site.said("");
      tell("set level 7.5 then");
      assertEquals(
          Instant.parse("2026-07-14T03:00:00Z"), site.awaitValue("level", 7.5).phenomenonTime());
      assertTrue(
          site.said("nsu=urn:plc;s=Plant.Level").stream()
              .anyMatch(
                  s -> s.contains(" 7.5 Good, source time 2026-07-14T03:00:00Z, server time ")),
          site.said("").toString());
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

  /// Basic256Sha256 SignAndEncrypt with a user certificate, whose signature that server verifies by
  /// itself: a stranger is refused, the one it believes reads and writes.
  @Test
  void aUserCertificateSignsInAndAStrangersIsRefused() throws Exception {
    OwnIdentity.inFolder(folder.resolve("known"), "operator", Instant.now());
    OwnIdentity.inFolder(folder.resolve("stranger"), "stranger", Instant.now());
    Path believed = folder.resolve("known").resolve(OwnIdentity.CERTIFICATE);
    start(0, "secured", "certificate", believed.toString());
    Path user = Files.createDirectories(folder.resolve("state/user"));
    copyKeys(folder.resolve("stranger"), user);
    try (Site site = site(Map.of("identity", "certificate"), Duration.ofSeconds(1))) {
      site.await(s -> s.detail().contains(thumbprint), "that names the thumbprint");
      site.believeRejected();
      DeviceStatus refused = site.await(s -> s.detail().contains("sign-in"), "of a refusal");
      assertEquals(State.MISCONFIGURED, refused.state());
      assertTrue(refused.detail().contains("user certificate in " + user), refused.detail());
      copyKeys(folder.resolve("known"), user);
      assertEquals(1.25, site.await("level", o -> !o.isMissing()).value());
      assertEquals(new WriteResult.Done(), site.write("pump", 1));
      assertEquals("True", ask("get pump"));
    }
  }

  private static void copyKeys(Path from, Path to) throws IOException {
    for (String file : List.of(OwnIdentity.KEY, OwnIdentity.CERTIFICATE)) {
      Files.copy(from.resolve(file), to.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void aScanNamesProfilesByNodeIdAndByNameWithHowManyOfTheirPointsAreThere() throws Exception {
    start(0, "none");
    Finds finds = scan(false, List.of(gateProfile()));
    assertEquals("None", finds.found.getFirst().fields().get("security"));
    assertEquals(3, finds.found.size(), finds.toString());
    Found gate = finds.found.get(1);
    assertEquals(Map.of("namespace", "urn:plc", "instance", "Gate1"), gate.address());
    assertEquals(List.of("gate"), gate.profiles());
    assertEquals(
        List.of(
            Map.of(
                "profile",
                "gate",
                "found",
                5,
                "points",
                6,
                "by",
                "node-id",
                "missing",
                List.of("remote"))),
        gate.fields().get("fits"));
    Found other = finds.found.get(2);
    assertEquals(List.of(), other.profiles(), "its node ids are others");
    assertEquals("/Other gate", other.fields().get("path"));
    assertTrue(other.fields().toString().contains("opening=nsu=urn:plc;i=7002"), other.toString());
    assertTrue(finds.remarks.toString().contains("without security"), finds.toString());
    variablesAreListedWithTypeAndUnitWhereNoProfileFits();
  }

  private void variablesAreListedWithTypeAndUnitWhereNoProfileFits() throws Exception {
    DeviceProfile stranger =
        new DeviceProfile(
            "boiler",
            new Text("", ""),
            "opcua",
            Attributes.NONE,
            List.of(Site.point("steam", Access.READ, Map.of("node", "s={instance}.Steam"))));
    Finds finds = scan(false, List.of(stranger));
    Map<String, Object> level = finds.variable("nsu=urn:plc;s=Plant.Level");
    assertEquals("/Plant/Level", level.get("path"));
    assertEquals("Double", level.get("type"));
    assertEquals(1.25, level.get("value"));
    assertEquals("m", level.get("unit"));
    assertEquals("MTR", level.get("unit-code"));
    assertEquals(List.of(-5.0, 15.0), level.get("range"));
    assertEquals("UInt16", finds.variable("nsu=urn:plc;s=Plant.Setpoint").get("type"));
    assertEquals(true, finds.variable("nsu=urn:plc;s=Plant.Setpoint").get("writable"));
    assertEquals("Double[]", finds.variable("nsu=urn:plc;s=Plant.Rows").get("type"));
    assertTrue(finds.remarks.toString().contains("none of 1 profiles fits"), finds.toString());
    assertFalse(finds.toString().contains("EngineeringUnits"), "a property is no variable");
    assertEquals(18, finds.found.size(), finds.toString());
  }

  /// Where it is secured only, endpoints are told and why there is no more.
  @Test
  void aSecuredServerIsBrowsedOnceItIsBelieved() throws Exception {
    start(0, "secured", "operator", "tide");
    Path password = Files.writeString(folder.resolve("password"), "tide\n");
    var link =
        Site.withUser(Site.link(url(), folder.resolve("scan"), Map.of()), "operator", password);
    Finds unknown = scan(link, false, List.of(gateProfile()));
    assertEquals(1, unknown.found.size(), unknown.toString());
    assertTrue(unknown.remarks.toString().contains(thumbprint), unknown.toString());
    Path rejected = folder.resolve("scan/rejected/certs");
    try (var files = Files.list(rejected)) {
      for (Path file : files.toList()) {
        Files.move(file, folder.resolve("scan/trusted/certs").resolve(file.getFileName()));
      }
    }
    Finds believed = scan(link, false, List.of(gateProfile()));
    assertEquals(List.of("gate"), believed.found.get(1).profiles(), believed.toString());
    assertFalse(believed.remarks.toString().contains("without security"), believed.toString());
    var open =
        Site.withUser(
            Site.link(url(), folder.resolve("scan"), Map.of("security", "none")),
            "operator",
            password);
    assertThrows(IOException.class, () -> scan(open, false, List.of()));
  }

  /// What a scan told.
  private static final class Finds implements FieldScanner.Heard {
    final List<Found> found = new ArrayList<>();
    final List<String> remarks = new ArrayList<>();

    @Override
    public void found(Found find) {
      found.add(find);
    }

    @Override
    public void remark(Text words) {
      remarks.add(words.en());
    }

    Map<String, Object> variable(String node) {
      return found.stream()
          .map(Found::fields)
          .filter(f -> node.equals(f.get("node")))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + node + " in " + this));
    }

    @Override
    public String toString() {
      return found + " " + remarks;
    }
  }

  private Finds scan(boolean isThorough, List<DeviceProfile> profiles) throws Exception {
    return scan(Site.link(url(), folder.resolve("scan"), Map.of()), isThorough, profiles);
  }

  private static Finds scan(
      LinkConfig.Endpoint link, boolean isThorough, List<DeviceProfile> profiles) throws Exception {
    var finds = new Finds();
    var limits = new FieldScanner.Limits(Duration.ofSeconds(100), 1, 32, isThorough);
    new OpcUaScanner().scan(link, limits, profiles, finds);
    return finds;
  }

  /// As the shipped profile of a sluice gate has it.
  private static DeviceProfile gateProfile() {
    List<PointProfile> points = new ArrayList<>();
    Map.of(
            "level-upstream", "LevelUpstream",
            "level-downstream", "LevelDownstream",
            "opening", "Opening",
            "remote", "Remote",
            "fault", "Fault",
            "opening-setpoint", "OpeningSetpoint")
        .forEach(
            (name, tag) ->
                points.add(Site.point(name, Access.READ, Map.of("node", "s={instance}." + tag))));
    return new DeviceProfile(
        "gate",
        new Text("", ""),
        "opcua",
        new Attributes(Map.of("namespace", "urn:other")),
        points);
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
    String python = Python.with("asyncua", "asyncua");
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
}
