package org.fieldbeacon.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/// Simulated field, gateway, an outside broker and the map, each a process of its own; the last
/// three can be killed.
final class Spine implements AutoCloseable {
  private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// The least work for a JVM that will not grow old.
  private static final String JAVA_OPTIONS =
      "-XX:TieredStopAtLevel=1 -Xmx192m -XX:+AutoCreateSharedArchive -XX:SharedArchiveFile=";

  final Path gatewayData;
  final Path mapData;
  final URI http;
  final Victim agent;
  final Victim broker;
  final Victim map;
  final Map<String, FieldHand> gauges = new TreeMap<>();
  final FieldHand relay;
  private final Child field;

  /// Starts field and broker; agent and map start when told to, the map first.
  Spine(Path dir, RandomGenerator random) throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>();
    field =
        Child.start(
            HOME,
            List.of(
                "simulate",
                "--scenario",
                KillSite.scenario(dir).toString(),
                "--any-ports",
                "--json"),
            Map.of(),
            _ -> {});
    Map<String, Integer> ports = new TreeMap<>();
    for (JsonNode device : field.awaitReady(PATIENCE).path("devices")) {
      ports.put(device.path("id").asString(), device.path("port").asInt());
    }
    for (String gauge : KillSite.GAUGES) {
      gauges.put(gauge, new FieldHand(ports.getOrDefault(gauge, 0)));
    }
    relay = new FieldHand(ports.getOrDefault("relay", 0));

    int mqttPort = KillSite.port(random);
    int httpPort = KillSite.port(random);
    String mqtt = "tcp://127.0.0.1:" + mqttPort;
    http = URI.create("http://127.0.0.1:" + httpPort);
    mapData = dir.resolve("map");
    gatewayData = Files.createDirectories(dir.resolve("gateway"));
    environment.put("FIELDBEACON_NO_BUILD", "1");
    environment.put("FIELDBEACON_BROKER", mqtt);
    environment.put("FIELDBEACON_STORE_DIR", gatewayData.toString());
    environment.put("FIELDBEACON_COMMAND_KEY", mapData.resolve("command-key.pub.pem").toString());
    broker =
        new Victim(
            "broker",
            List.of("/usr/sbin/mosquitto", "-c", KillSite.mosquitto(dir, mqttPort).toString()),
            Map.of(),
            dir.resolve("broker.log"));
    String launcher = HOME.resolve("fieldbeacon").toString();
    map =
        new Victim(
            "map",
            List.of(
                launcher,
                "onemap",
                "--data",
                mapData.toString(),
                "--broker",
                mqtt,
                "--http-port",
                String.valueOf(httpPort),
                "--open-demo"),
            java(environment, dir, "map"),
            dir.resolve("map.log"));
    agent =
        new Victim(
            "agent",
            List.of(launcher, "run", "--site", KillSite.site(dir, ports).toString()),
            java(environment, dir, "agent"),
            dir.resolve("agent.log"));
    broker.start();
  }

  private static Map<String, String> java(Map<String, String> environment, Path dir, String name) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("FIELDBEACON_JAVA_OPTS", JAVA_OPTIONS + dir.resolve(name + ".jsa"));
    return all;
  }

  List<Victim> victims() {
    return List.of(agent, broker, map);
  }

  /// Ends them in the order in which none misses another.
  @Override
  public void close() throws IOException {
    agent.close();
    map.close();
    broker.close();
    for (FieldHand gauge : gauges.values()) {
      gauge.close();
    }
    relay.close();
    field.close();
  }
}
