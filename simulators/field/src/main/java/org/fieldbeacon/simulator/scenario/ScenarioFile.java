package org.fieldbeacon.simulator.scenario;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.simulator.modbus.Framing;
import org.fieldbeacon.simulator.scenario.Scenario.DeviceSpec;
import org.fieldbeacon.simulator.scenario.Scenario.TimedFault;
import org.fieldbeacon.simulator.series.SimulatedClock;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// A scenario from YAML; the format is `simulators/scenarios/scenario.schema.json` and is told in
/// the README beside it. Series files are found from the scenario's folder.
public final class ScenarioFile {
  static final Set<String> REQUIRED = Set.of("schema-version", "name", "start", "devices");
  static final Set<String> OPTIONAL =
      Set.of(
          "title",
          "time-factor",
          "tick",
          "series",
          "stations",
          "cameras",
          "servers",
          "reporters",
          "faults");
  static final Set<String> DEVICE_REQUIRED = Set.of("id", "port");
  static final Set<String> DEVICE_OPTIONAL =
      Set.of("framing", "units", "order", "registers", "coils");

  private static final int SCHEMA_VERSION = 1;
  private static final Duration DEFAULT_TICK = Duration.ofMillis(100);
  private static final int MAX_CODE_POINTS = 1 << 20;

  private ScenarioFile() {}

  /// A scenario, or every problem found.
  public sealed interface Loaded {
    record Good(Scenario scenario) implements Loaded {}

    record Bad(List<String> problems) implements Loaded {}
  }

  public static Loaded load(Path file) throws IOException {
    return load(file, System.getenv());
  }

  /// @param environment what `${NAME:default}` in a host or port means
  public static Loaded load(Path file, Map<String, String> environment) throws IOException {
    try {
      return parse(Files.readString(file), file.toAbsolutePath().resolveSibling(""), environment);
    } catch (CharacterCodingException _) {
      return new Loaded.Bad(List.of("line 1: file: got other bytes, wanted UTF-8 text"));
    }
  }

  /// Without an environment.
  static Loaded parse(String yaml, Path folder) {
    return parse(yaml, folder, Map.of());
  }

  /// @param folder where series files are looked for
  /// @param environment what `${NAME:default}` in a host or port of a reporter means
  static Loaded parse(String yaml, Path folder, Map<String, String> environment) {
    var settings =
        LoadSettings.builder()
            .setMaxAliasesForCollections(10)
            .setCodePointLimit(MAX_CODE_POINTS)
            .build();
    try {
      Optional<Node> root = new Compose(settings).composeString(yaml);
      if (root.isEmpty()) {
        return new Loaded.Bad(List.of("line 1: file: got nothing, wanted a scenario"));
      }
      List<String> problems = new ArrayList<>();
      Scenario scenario =
          scenario(new YamlCursor(root.get(), "file", problems), folder, environment);
      return problems.isEmpty() ? new Loaded.Good(scenario) : new Loaded.Bad(problems);
    } catch (YamlEngineException e) {
      String why = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
      return new Loaded.Bad(List.of("not YAML: " + why));
    }
  }

  private static Scenario scenario(YamlCursor file, Path folder, Map<String, String> environment) {
    Map<String, YamlCursor> keys = file.mapping(REQUIRED, OPTIONAL);
    Optional.ofNullable(keys.get("schema-version"))
        .ifPresent(c -> c.integer(SCHEMA_VERSION, SCHEMA_VERSION));
    Optional.ofNullable(keys.get("title")).ifPresent(YamlCursor::text);
    var recordings = new Recordings(folder, Optional.ofNullable(keys.get("series")));
    List<StationSpec> stations = stations(keys, recordings, environment);
    List<CameraSpec> cameras = cameras(keys, folder, stations);
    List<ServerSpec> servers = servers(keys, recordings);
    List<ReporterSpec> reporters =
        reporters(keys, new ReporterReader(folder, recordings, environment));
    List<DeviceSpec> devices = devices(keys, recordings, stations, cameras, servers, reporters);
    return new Scenario(
        keys.containsKey("name") ? keys.get("name").name() : "",
        keys.containsKey("start") ? keys.get("start").instant() : java.time.Instant.EPOCH,
        keys.containsKey("time-factor")
            ? keys.get("time-factor").above0(SimulatedClock.MAX_FACTOR)
            : 1,
        tick(keys),
        devices,
        stations,
        cameras,
        servers,
        reporters,
        faults(keys, devices, stations, cameras, servers, reporters));
  }

  private static Duration tick(Map<String, YamlCursor> keys) {
    YamlCursor cursor = keys.get("tick");
    if (cursor == null) {
      return DEFAULT_TICK;
    }
    return cursor.duration(Duration.ofMillis(1));
  }

  private static List<DeviceSpec> devices(
      Map<String, YamlCursor> keys,
      Recordings recordings,
      List<StationSpec> stations,
      List<CameraSpec> cameras,
      List<ServerSpec> servers,
      List<ReporterSpec> reporters) {
    List<DeviceSpec> devices = new ArrayList<>();
    YamlCursor list = keys.get("devices");
    if (list == null) {
      return devices;
    }
    Set<String> ids = new HashSet<>();
    stations.forEach(s -> ids.add(s.id()));
    cameras.forEach(c -> ids.add(c.id()));
    servers.forEach(s -> ids.add(s.id()));
    reporters.forEach(r -> ids.add(r.id()));
    Map<Integer, DeviceSpec> byPort = new HashMap<>();
    Set<String> taken = new HashSet<>();
    for (YamlCursor each : list.items()) {
      DeviceSpec device = device(each, recordings);
      if (!ids.add(device.id())) {
        each.problem("the id " + device.id() + " twice", "each device once");
      }
      DeviceSpec other = byPort.putIfAbsent(device.port(), device);
      if (device.port() != 0 && other != null && other.framing() != device.framing()) {
        each.problem(
            "two framings on port " + device.port(), "the framing of " + other.id() + " there");
      }
      for (int unit : device.units()) {
        if (!taken.add(device.portKey() + "/" + unit)) {
          each.problem("unit " + unit + " twice on port " + device.port(), "each unit once");
        }
      }
      devices.add(device);
    }
    if (devices.isEmpty()
        && stations.isEmpty()
        && cameras.isEmpty()
        && servers.isEmpty()
        && reporters.isEmpty()) {
      list.problem("no device", "at least one, or a station, camera or server");
    }
    return devices;
  }

  private static DeviceSpec device(YamlCursor at, Recordings recordings) {
    Map<String, YamlCursor> keys = at.mapping(DEVICE_REQUIRED, DEVICE_OPTIONAL);
    String id = keys.containsKey("id") ? keys.get("id").name() : "";
    int port = keys.containsKey("port") ? keys.get("port").integer(0, 65535) : 0;
    Framing framing =
        keys.containsKey("framing") ? keys.get("framing").oneOf(Framing.class) : Framing.TCP;
    List<Integer> units = new ArrayList<>();
    if (keys.containsKey("units")) {
      keys.get("units").items().forEach(c -> units.add(c.integer(0, 255)));
      if (units.isEmpty()) {
        keys.get("units").problem("no unit", "at least one");
      }
    } else {
      units.add(1);
    }
    var registers =
        new RegisterReader(recordings, Optional.ofNullable(keys.get("order")))
            .read(Optional.ofNullable(keys.get("registers")));
    // Port 0 asks for one of its own, so it is no common key.
    String portKey = port == 0 ? id : String.valueOf(port);
    return new DeviceSpec(id, port, portKey, framing, units, registers, coils(keys));
  }

  private static Map<Integer, String> coils(Map<String, YamlCursor> keys) {
    Map<Integer, String> coils = new LinkedHashMap<>();
    YamlCursor cursor = keys.get("coils");
    if (cursor == null) {
      return coils;
    }
    cursor
        .mapping(Set.of(), Set.of())
        .forEach(
            (address, name) -> {
              try {
                int coil = Integer.parseInt(address);
                if (coil < 0 || coil > 65535) {
                  throw new NumberFormatException(address);
                }
                coils.put(coil, name.name());
              } catch (NumberFormatException _) {
                name.problem("the coil \"" + address + "\"", "an address 0..65535");
              }
            });
    return coils;
  }

  private static List<StationSpec> stations(
      Map<String, YamlCursor> keys, Recordings recordings, Map<String, String> environment) {
    List<StationSpec> stations = new ArrayList<>();
    YamlCursor list = keys.get("stations");
    if (list != null) {
      var reader = new StationReader(recordings, environment);
      Set<String> ids = new HashSet<>();
      for (YamlCursor each : list.items()) {
        StationSpec station = reader.read(each);
        if (!ids.add(station.id())) {
          each.problem("the id " + station.id() + " twice", "each station once");
        }
        stations.add(station);
      }
    }
    return stations;
  }

  private static List<CameraSpec> cameras(
      Map<String, YamlCursor> keys, Path folder, List<StationSpec> stations) {
    List<CameraSpec> cameras = new ArrayList<>();
    YamlCursor list = keys.get("cameras");
    if (list != null) {
      var reader = new CameraReader(folder);
      Set<String> ids = new HashSet<>();
      stations.forEach(s -> ids.add(s.id()));
      for (YamlCursor each : list.items()) {
        CameraSpec camera = reader.read(each);
        if (!ids.add(camera.id())) {
          each.problem("the id " + camera.id() + " twice", "each camera once");
        }
        cameras.add(camera);
      }
    }
    return cameras;
  }

  private static List<ServerSpec> servers(Map<String, YamlCursor> keys, Recordings recordings) {
    List<ServerSpec> servers = new ArrayList<>();
    YamlCursor list = keys.get("servers");
    if (list != null) {
      var reader = new ServerReader(recordings);
      Set<String> ids = new HashSet<>();
      for (YamlCursor each : list.items()) {
        ServerSpec server = reader.read(each);
        if (!ids.add(server.id())) {
          each.problem("the id " + server.id() + " twice", "each server once");
        }
        servers.add(server);
      }
    }
    return servers;
  }

  private static List<ReporterSpec> reporters(Map<String, YamlCursor> keys, ReporterReader reader) {
    List<ReporterSpec> reporters = new ArrayList<>();
    YamlCursor list = keys.get("reporters");
    if (list != null) {
      Set<String> ids = new HashSet<>();
      for (YamlCursor each : list.items()) {
        ReporterSpec reporter = reader.read(each);
        if (!ids.add(reporter.id())) {
          each.problem("the id " + reporter.id() + " twice", "each reporter once");
        }
        reporters.add(reporter);
      }
    }
    return reporters;
  }

  private static List<TimedFault> faults(
      Map<String, YamlCursor> keys,
      List<DeviceSpec> devices,
      List<StationSpec> stations,
      List<CameraSpec> cameras,
      List<ServerSpec> servers,
      List<ReporterSpec> reporters) {
    List<TimedFault> faults = new ArrayList<>();
    YamlCursor list = keys.get("faults");
    if (list != null) {
      var reader = new FaultReader(devices, stations, cameras, servers, reporters);
      list.items().forEach(at -> reader.read(at).ifPresent(faults::add));
    }
    return faults;
  }
}
