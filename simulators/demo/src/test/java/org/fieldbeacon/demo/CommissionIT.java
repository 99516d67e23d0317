package org.fieldbeacon.demo;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// "Ten minutes": `./fieldbeacon run --site` on an empty folder, the printed address opened in a
/// phone-sized browser, and from nothing to a tested flood alarm on our own map, acknowledged
/// there, without reading or editing a file. Through a real broker; gateway, map and field are
/// processes of their own. The pictures of the technician's guide lie in `target/screenshots`
/// afterwards.
@Timeout(900)
class CommissionIT {
  private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -Xmx192m";
  private static final int SIREN = 0;
  private static final String SCENARIO =
      """
      schema-version: 1
      name: cabinet
      start: 2026-07-01T00:00:00+08:00
      devices:
        - id: gauge
          port: 15020
          units: [1]
          registers:
            level: {register: 0x21, scale: 0.001, value: 1.2}
            level-now: {register: 0x20, scale: 0.001, value: 1.2}
            sensor-height: {register: 0x22, scale: 0.001, value: 8}
        - id: relay
          port: 15020
          units: [2]
          coils: {0: siren, 1: light}
      """;

  @TempDir Path dir;

  @Test
  void anEmptyGatewayIsPutIntoServiceWithAPhoneAndItsTestIsAcknowledgedOnTheMap() throws Exception {
    Browser.need();
    Browser.needs(Files.isExecutable(Path.of("/usr/sbin/mosquitto")), "no mosquitto here");
    int mqttPort = KillSite.port(new Random());
    String mqtt = "tcp://127.0.0.1:" + mqttPort;
    Path scenario = Files.writeString(dir.resolve("cabinet.yaml"), SCENARIO);
    List<String> mosquitto =
        List.of("/usr/sbin/mosquitto", "-c", KillSite.mosquitto(dir, mqttPort).toString());
    try (var broker = new Victim("broker", mosquitto, Map.of(), dir.resolve("broker.log"))) {
      broker.start();
      onTheMap(mqtt, scenario);
    }
  }

  private void onTheMap(String mqtt, Path scenario) throws Exception {
    String data = dir.resolve("map").toString();
    try (var map =
            child(
                "onemap",
                "--data",
                data,
                "--broker",
                mqtt,
                "--http-port",
                "0",
                "--open-demo",
                "--json");
        var field = child("simulate", "--scenario", scenario.toString(), "--any-ports", "--json")) {
      int modbus = field.awaitReady(PATIENCE).path("devices").path(0).path("port").asInt();
      String http = map.awaitReady(PATIENCE).path("http").asString().replaceAll("/$", "");
      for (String locale : List.of("zh-CN", "en-GB")) {
        commission(locale, mqtt, http, modbus);
        try (var relay = new FieldHand(modbus, 2)) {
          assertFalse(relay.isOn(SIREN), "the siren is off after the test");
        }
      }
    }
  }

  private void commission(String locale, String mqtt, String map, int modbus) throws Exception {
    Path site = Files.createDirectories(dir.resolve("site-" + locale));
    var console = new CompletableFuture<JsonNode>();
    try (var gateway =
        Child.start(
            HOME,
            List.of("run", "--site", site.toString(), "--console", "127.0.0.1:0", "--json"),
            Map.of("FIELDBEACON_JAVA_OPTS", JAVA_OPTIONS),
            event -> {
              if (event.path("event").asString("").equals("console")) {
                console.complete(event);
              }
            })) {
      JsonNode face = console.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      Browser.run(
          "commission.mjs",
          face.path("addresses").path(0).asString(),
          Browser.screenshots().toString(),
          face.path("code").asString(),
          "127.0.0.1:" + modbus,
          mqtt,
          map,
          locale.equals("zh-CN") ? "gw-411102-01" : "gw-411102-02",
          locale);
      assertTrue(gateway.isAlive(), gateway::lastLines);
    }
  }

  private static Child child(String... arguments) throws IOException {
    return Child.start(
        HOME, List.of(arguments), Map.of("FIELDBEACON_JAVA_OPTS", JAVA_OPTIONS), _ -> {});
  }
}
