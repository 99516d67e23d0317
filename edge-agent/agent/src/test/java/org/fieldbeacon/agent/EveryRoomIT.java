package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.fieldbeacon.agent.acquire.LinkRunner;
import org.fieldbeacon.agent.config.ProfileFile;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteDevice;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.simulator.FieldSimulator;
import org.fieldbeacon.simulator.SimulatorEvent;
import org.fieldbeacon.simulator.scenario.Scenario;
import org.fieldbeacon.simulator.scenario.ScenarioFile;
import org.fieldbeacon.simulator.series.SimulatedClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Every shipped profile against the other end of its wire, as the simulators have it. A profile
/// that nothing here exercises fails the test, so that none is shipped untried.
@Timeout(180)
class EveryRoomIT {
  private static final Path ROOT = Path.of("../..");
  private static final Path SITE = ROOT.resolve("firmware-configs/sites/every-room/site.yaml");
  private static final Path SCENARIO = ROOT.resolve("simulators/scenarios/every-room.yaml");
  private static final Path PROFILES = ROOT.resolve("firmware-configs/profiles");

  /// Their rooms exercise them against servers of their own.
  private static final Set<String> ELSEWHERE = Set.of("camera", "opcua", "gpio");

  private static final List<String> LISTENERS =
      List.of("SL651", "SZY206", "HJ212", "GB26875", "JT808", "MAVLINK");

  /// What the scenario says, to the digits that the wire carries.
  private static final Map<String, Double> SAID =
      Map.ofEntries(
          Map.entry("reservoir/outflow", 12.5),
          Map.entry("field-soil/soil-moisture-10cm", 21.5),
          Map.entry("intake/ph", 7.35),
          Map.entry("bridge/supply-voltage", 12.38),
          Map.entry("outfall/cod", 12.5),
          Map.entry("outfall/ph", 7.2),
          Map.entry("granary-fire/fault", 1.0),
          Map.entry("granary-fire/fire-alarm", 0.0),
          Map.entry("harvester/latitude", 34.9021),
          Map.entry("harvester/fuel-volume", 88.5),
          Map.entry("harvester/odometer", 1204.5),
          Map.entry("tractor/engine-speed", 1650.0),
          Map.entry("tractor/coolant-temperature", 84.0),
          Map.entry("tractor/wheel-speed", 7.5),
          Map.entry("tractor/fuel-rate", 14.2),
          Map.entry("implement/engine-speed", 2100.0),
          Map.entry("implement/fuel-rate", 21.0),
          Map.entry("scout/altitude", 141.5),
          Map.entry("scout/battery-voltage", 23.1),
          Map.entry("gnss/latitude", 34.9044),
          Map.entry("gnss/altitude", 91.4),
          Map.entry("drone/latitude", 34.9101),
          Map.entry("drone/altitude", 153.2),
          Map.entry("drone/battery-voltage", 22.4),
          Map.entry("drone/armed", 1.0),
          Map.entry("lora-soil/soil-moisture", 24.5),
          Map.entry("lora-soil/soil-conductivity", 310.0),
          Map.entry("lora-level/distance", 2821.0),
          Map.entry("lora-ditch/distance", 1830.0),
          Map.entry("lora-field/soil-moisture", 28.25),
          Map.entry("lora-well/water-depth", 412.0),
          Map.entry("lora-store/relative-humidity", 55.5),
          Map.entry("lora-pulses/pulses", 1204.0),
          Map.entry("lora-sensecap/air-temperature", 26.8),
          Map.entry("lora-air/signal-strength", -87.0),
          Map.entry("dock/wind-speed", 3.2),
          Map.entry("dock/latitude", 34.9077),
          Map.entry("aircraft/battery-charge", 64.0),
          Map.entry("pump-door/battery-voltage", 3.005),
          Map.entry("cellar-water/water-leak", 0.0),
          Map.entry("sdi-soil/soil-moisture", 29.7424),
          Map.entry("sdi-soil/soil-conductivity", 312.0),
          Map.entry("sdi-well/water-level", 3.127),
          Map.entry("sdi-well/water-temperature", 11.4),
          Map.entry("seedbed/moisture", 31.2));

  @TempDir Path folder;

  private final Map<String, Observation> last = new ConcurrentHashMap<>();
  private final List<DeviceStatus> statuses = new CopyOnWriteArrayList<>();

  @Test
  void oneDeviceOfEveryRoomSaysWhatTheScenarioSays() throws Exception {
    Map<String, String> environment = new HashMap<>(freePorts());
    Scenario scenario =
        assertInstanceOf(ScenarioFile.Loaded.Good.class, ScenarioFile.load(SCENARIO, environment))
            .scenario()
            .withAnyPorts();
    List<LinkRunner> runners = new ArrayList<>();
    try (var field =
        new FieldSimulator(
            scenario,
            new SimulatedClock(System::nanoTime, scenario.timeFactor()),
            event -> note(event, environment))) {
      field.start();
      SiteConfig site =
          assertInstanceOf(SiteFile.Loaded.Good.class, SiteFile.load(SITE, environment)).config();
      for (LinkConfig link : site.links()) {
        List<Device> devices =
            site.devicesOn(link.name()).stream().map(SiteDevice::device).toList();
        runners.add(runner(link, devices));
      }
      runners.forEach(LinkRunner::start);
      awaitAll(SAID.keySet(), Duration.ofSeconds(60));
      SAID.forEach(
          (point, value) -> {
            Observation seen = Objects.requireNonNull(last.get(point));
            assertEquals(value, seen.value(), 1e-5 * Math.max(1, Math.abs(value)), point);
            assertTrue(seen.quality() != Quality.FAIL, point + " " + seen);
          });
      for (SiteDevice device : site.devices()) {
        String name = device.device().name();
        await(name, () -> last.keySet().stream().anyMatch(p -> p.startsWith(name + "/")));
      }
      // HJ 212, GB/T 26875.3, JT/T 808, SZY 206
      for (String confirmed : List.of("outfall", "granary-fire", "harvester", "canal")) {
        var reporter = field.reporter(confirmed).orElseThrow();
        await(confirmed + " is confirmed", () -> reporter.confirmed() > 0);
      }
    } finally {
      runners.forEach(LinkRunner::close);
    }
  }

  /// Each register of a Modbus profile, set by a simulator that knows nothing of the driver.
  @Test
  void everyModbusProfileReadsWhatItsRegistersHold() throws Exception {
    for (DeviceProfile profile : profiles("modbus")) {
      last.clear();
      Map<String, Double> held = new TreeMap<>();
      Path file = folder.resolve(profile.id() + ".yaml");
      Files.writeString(file, registers(profile, held));
      var loaded = ScenarioFile.load(file, Map.of());
      var good = assertInstanceOf(ScenarioFile.Loaded.Good.class, loaded, loaded.toString());
      assertTrue(!held.isEmpty(), profile.id() + " has nothing to read");
      try (var field =
          new FieldSimulator(good.scenario(), new SimulatedClock(System::nanoTime, 1), _ -> {})
              .start()) {
        int port = field.device("unit").orElseThrow().port();
        var link =
            new LinkConfig.Tcp(
                "modbus",
                "127.0.0.1",
                port,
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                Attributes.NONE);
        try (var runner = runner(link, List.of(device(profile)))) {
          runner.start();
          awaitAll(held.keySet(), Duration.ofSeconds(60));
        }
      }
      held.forEach(
          (point, value) ->
              assertEquals(
                  value,
                  Objects.requireNonNull(last.get(point)).value(),
                  1e-4 * Math.max(1, Math.abs(value)),
                  profile.id() + " " + point));
    }
  }

  @Test
  void noProfileIsShippedThatIsNotExercised() throws IOException {
    Set<String> exercised = new TreeSet<>();
    SiteConfig site =
        assertInstanceOf(SiteFile.Loaded.Good.class, SiteFile.load(SITE, Map.of())).config();
    site.devices().forEach(d -> exercised.add(d.device().profile().id()));
    profiles("modbus").forEach(p -> exercised.add(p.id()));
    Set<String> left = new TreeSet<>();
    int all = 0;
    for (DeviceProfile profile : profiles("")) {
      all++;
      if (!ELSEWHERE.contains(profile.protocol())) {
        left.add(profile.id());
      }
    }
    left.removeAll(exercised);
    assertEquals(Set.of(), left, "profiles that no simulator exercises");
    assertTrue(all >= 40, all + " profiles");
  }

  private void note(SimulatorEvent event, Map<String, String> environment) {
    if (event instanceof SimulatorEvent.Ready ready) {
      ready.devices().forEach(d -> put(environment, d.device(), d.port()));
      ready.reporters().forEach((id, port) -> put(environment, id, port));
    }
  }

  /// `lora-soil` hangs on the link whose port is FIELDBEACON_LORA_PORT.
  private static void put(Map<String, String> environment, String id, int port) {
    String link = id.split("-", 2)[0].toUpperCase(Locale.ROOT);
    environment.putIfAbsent("FIELDBEACON_" + link + "_PORT", String.valueOf(port));
  }

  private static Map<String, String> freePorts() throws IOException {
    Map<String, String> ports = new HashMap<>();
    List<ServerSocket> held = new ArrayList<>();
    for (String name : LISTENERS) {
      var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      held.add(socket);
      ports.put("FIELDBEACON_" + name + "_PORT", String.valueOf(socket.getLocalPort()));
    }
    for (ServerSocket socket : held) {
      socket.close();
    }
    return ports;
  }

  private LinkRunner runner(LinkConfig link, List<Device> devices) {
    String protocol = devices.getFirst().profile().protocol();
    var context = new DriverContext(InstantSource.system(), this::take, statuses::add);
    return new LinkRunner(
        link.name(),
        DriverFactory.forProtocol(protocol).orElseThrow().create(link, devices, context),
        devices);
  }

  private void take(Observation observation) {
    if (!observation.isMissing()) {
      last.put(observation.point().toString(), observation);
    }
  }

  private static void await(String what, BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!holds.getAsBoolean() && System.nanoTime() < end) {
      Thread.sleep(Duration.ofMillis(50));
    }
    assertTrue(holds.getAsBoolean(), what);
  }

  private void awaitAll(Set<String> points, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!last.keySet().containsAll(points) && System.nanoTime() < end) {
      Thread.sleep(Duration.ofMillis(50));
    }
    Set<String> left = new TreeSet<>(points);
    left.removeAll(last.keySet());
    assertEquals(Set.of(), left, "never observed; statuses " + statuses);
  }

  private static Device device(DeviceProfile profile) {
    return new Device(
        "unit",
        profile.title(),
        profile,
        new Attributes(Map.of("unit", 1)),
        Duration.ofMillis(200),
        java.util.Optional.empty());
  }

  private static List<DeviceProfile> profiles(String protocol) throws IOException {
    List<DeviceProfile> profiles = new ArrayList<>();
    try (Stream<Path> files = Files.list(PROFILES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        DeviceProfile profile =
            assertInstanceOf(ProfileFile.Loaded.Good.class, ProfileFile.load(file)).profile();
        if (protocol.isEmpty() || profile.protocol().equals(protocol)) {
          profiles.add(profile);
        }
      }
    }
    return profiles;
  }

  /// A scenario whose one unit holds a value of its own for each point; bit fields are left out.
  private static String registers(DeviceProfile profile, Map<String, Double> held) {
    var yaml =
        new StringBuilder(
            """
            schema-version: 1
            name: one
            start: 2026-07-14T17:00:00+08:00
            devices:
              - id: unit
                port: 0
            """);
    String order = profile.settings().text("order", "abcd");
    yaml.append("    order: ").append(order).append("\n    registers:\n");
    Set<String> taken = new HashSet<>();
    int raw = 20;
    for (PointProfile point : profile.points()) {
      Attributes at = point.address();
      String table = at.text("table", "holding-register");
      int register = at.integer("register", 0, 65_535, 0);
      String type = at.text("type", "u16");
      boolean isBit = table.equals("coil") || table.equals("discrete-input");
      boolean isPlain = !at.has("bit") && !type.equals("bit") && !type.startsWith("bcd");
      if (!point.access().canRead() || !(isBit || isPlain) || !taken.add(table + register)) {
        continue;
      }
      double scale = at.number("scale", 1);
      double offset = at.number("offset", 0);
      double value = isBit ? 1 : ++raw * scale + offset;
      yaml.append(
          isBit
              ? "      %s: {table: %s, register: %d, value: 1}%n"
                  .formatted(point.name(), table, register)
              : "      %s: {table: %s, register: %d, type: %s, scale: %s, offset: %s, value: %s}%n"
                  .formatted(point.name(), table, register, type, scale, offset, value));
      held.put("unit/" + point.name(), value);
    }
    return yaml.toString();
  }
}
