package org.fieldbeacon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The README's first command, as a newcomer runs it.
class DemoIT {
  /// Modbus, SL 651, SZY 206, HJ 212, GB/T 26875.3, JT/T 808, J1939, NMEA 0183, MAVLink, and MQTT
  /// with LoRaWAN, DJI and plain JSON.
  private static final List<String> ONE_OF_EVERY_ROOM =
      List.of(
          "river-gauge-01",
          "bridge",
          "canal",
          "outfall",
          "granary-fire",
          "harvester",
          "tractor",
          "gnss",
          "drone",
          "lora-soil",
          "dock",
          "pump-door",
          "waterworks");

  private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

  @Test
  void theFloodSoundsTheSirenAndReachesTheMap() throws IOException, InterruptedException {
    List<JsonNode> lines = new CopyOnWriteArrayList<>();
    try (Child demo =
        Child.start(
            HOME,
            List.of("demo", "--headless", "--for", "PT36S", "--json"),
            Map.of(),
            lines::add)) {
      assertEquals(Optional.of(0), demo.awaitEnd(Duration.ofMinutes(3)), demo::lastLines);
    }
    JsonNode told = lines.getLast();
    assertEquals(0, told.path("problems").size(), told::toString);
    assertTrue(told.path("highest-level-m").asDouble() > 2.1, told::toString);
    assertSeen(told.path("models").path(0), "fire-smoke", "fire-smoke 1.");
    assertTrue(told.path("models").path(0).path("picture").asBoolean(), told::toString);
    assertSeen(told.path("models").path(1), "water-quality", "water-anomaly 1.");
    assertTrue(told.path("models").path(1).path("score").asDouble() >= 0.96, told::toString);
    assertTrue(told.path("models").path(1).path("readings").asInt() > 100, told::toString);
    assertEquals(0, told.path("alarms-without-receipt").asInt(), told::toString);
    var onMap = new ArrayList<String>();
    told.path("devices-on-map").forEach(name -> onMap.add(name.asString()));
    for (String device : ONE_OF_EVERY_ROOM) {
      assertTrue(onMap.contains(device), () -> device + " is not on the map: " + onMap);
    }
  }

  private static void assertSeen(JsonNode alert, String hazard, String model) {
    assertEquals(hazard, alert.path("hazard").asString(""), alert::toString);
    assertTrue(alert.path("model").asString("").startsWith(model), alert::toString);
    assertEquals(64, alert.path("sha256").asString("").length(), alert::toString);
  }

  @Test
  void whatCannotBeAskedIsRefusedWithOneLine() throws IOException, InterruptedException {
    try (Child demo = Child.start(HOME, List.of("demo", "--for", "-PT1S"), Map.of(), _ -> {})) {
      assertEquals(Optional.of(2), demo.awaitEnd(Duration.ofMinutes(1)));
      assertEquals("demo: --for: got PT-1S, wanted PT0S to P365D", demo.lastLines());
    }
  }
}
