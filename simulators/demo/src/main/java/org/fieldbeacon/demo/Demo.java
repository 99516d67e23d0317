package org.fieldbeacon.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Field, gateway and map, each a process of its own on ports of this machine alone.
///
///     simulate ═Modbus═► run ═MQTT═► onemap ═HTTP═► browser
///     simulate ═every room's protocol═► run ═MQTT═► the same map
///
/// The flood is the first line's. The second gateway has one device of every room, and a waterworks
/// whose logger re-sends two hours of synthetic minutes; it starts once the first runs.
final class Demo implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> LISTENERS =
      List.of("SL651", "SZY206", "HJ212", "GB26875", "JT808", "MAVLINK");
  private static final String JAVA_OPTIONS = "-Xmx192m";

  private final Path home;
  private final Path data;
  private final Consumer<JsonNode> fieldEvents;
  private final List<Child> children = new ArrayList<>();
  private URI map = URI.create("http://localhost");
  private URI gateway = URI.create("http://localhost");

  /// @param home where the launcher is
  /// @param data an empty folder for what map and gateway keep
  /// @param fieldEvents takes what the simulated devices tell, such as a siren that sounds
  Demo(Path home, Path data, Consumer<JsonNode> fieldEvents) {
    this.home = home;
    this.data = data;
    this.fieldEvents = fieldEvents;
  }

  /// Starts all; returns when the gateway of the flood runs.
  ///
  /// @param httpPort of the map's page; 0 for any
  void start(int httpPort) throws IOException, InterruptedException {
    Child province =
        child(
            List.of(
                "onemap",
                "--data",
                data.resolve("map").toString(),
                "--http-port",
                String.valueOf(httpPort),
                "--mqtt-port",
                "0",
                "--open-demo",
                "--json"),
            Map.of(),
            _ -> {});
    Path scenario = home.resolve("simulators/scenarios/flood.yaml");
    JsonNode fieldReady =
        child(
                List.of("simulate", "--scenario", scenario.toString(), "--any-ports", "--json"),
                Map.of(),
                fieldEvents)
            .awaitReady(PATIENCE);
    Map<String, String> centres = freePorts();
    Child rooms =
        child(
            List.of(
                "simulate",
                "--scenario",
                home.resolve("simulators/scenarios/every-room.yaml").toString(),
                "--any-ports",
                "--json"),
            centres,
            _ -> {});
    JsonNode mapReady = province.awaitReady(PATIENCE);
    map = URI.create(mapReady.path("http").asString());
    Path site = home.resolve("firmware-configs/sites/demo-flood/site.yaml");
    JsonNode gatewayReady =
        child(
                List.of("run", "--site", site.toString(), "--json"),
                environment(mapReady, fieldReady, "gateway"),
                _ -> {})
            .awaitReady(PATIENCE);
    gateway = URI.create(gatewayReady.path("health").asString());
    Map<String, String> every = environment(mapReady, rooms.awaitReady(PATIENCE), "every-room");
    every.putAll(centres);
    Path everyRoom = home.resolve("firmware-configs/sites/every-room/site.yaml");
    child(List.of("run", "--site", everyRoom.toString(), "--json"), every, _ -> {});
  }

  /// Ports on which the second gateway listens for devices that connect by themselves.
  private static Map<String, String> freePorts() throws IOException {
    Map<String, String> ports = new HashMap<>();
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (String name : LISTENERS) {
        var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        ports.put("FIELDBEACON_" + name + "_PORT", String.valueOf(socket.getLocalPort()));
      }
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
    return ports;
  }

  private Map<String, String> environment(
      JsonNode mapReady, JsonNode fieldReady, String storeName) {
    Map<String, String> environment = new HashMap<>();
    environment.put("FIELDBEACON_BROKER", mapReady.path("mqtt").asString());
    environment.put("FIELDBEACON_COMMAND_KEY", data.resolve("map/command-key.pub.pem").toString());
    environment.put("FIELDBEACON_STORE_DIR", data.resolve(storeName).toString());
    environment.put("FIELDBEACON_HEALTH_PORT", "0");
    for (String kind : List.of("devices", "reporters", "cameras")) {
      for (JsonNode device : fieldReady.path(kind)) {
        // river-gauge-01 hangs on the link whose port is FIELDBEACON_RIVER_PORT.
        String link = device.path("id").asString().split("-", 2)[0].toUpperCase(Locale.ROOT);
        environment.put("FIELDBEACON_" + link + "_PORT", device.path("port").asString());
      }
    }
    return environment;
  }

  private Child child(
      List<String> arguments, Map<String, String> environment, Consumer<JsonNode> events)
      throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.put("FIELDBEACON_JAVA_OPTS", JAVA_OPTIONS);
    Child child = Child.start(home, arguments, all, events);
    children.add(child);
    return child;
  }

  /// Where the map's page is.
  URI map() {
    return map;
  }

  /// The gateway's health.
  URI gatewayHealth() {
    return gateway;
  }

  /// What has ended although nobody told it to; empty while all run.
  List<String> ended() {
    return children.stream().filter(c -> !c.isAlive()).map(Child::lastLines).toList();
  }

  /// The gateway first, so that the map hears its goodbye.
  @Override
  public void close() {
    children.reversed().forEach(Child::close);
  }
}
