package org.fieldbeacon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The README's first command, as a newcomer runs it.
class DemoIT {
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
    assertEquals(0, told.path("alarms-without-receipt").asInt(), told::toString);
  }

  @Test
  void whatCannotBeAskedIsRefusedWithOneLine() throws IOException, InterruptedException {
    try (Child demo = Child.start(HOME, List.of("demo", "--for", "-PT1S"), Map.of(), _ -> {})) {
      assertEquals(Optional.of(2), demo.awaitEnd(Duration.ofMinutes(1)));
      assertEquals("demo: --for: got PT-1S, wanted PT0S to P365D", demo.lastLines());
    }
  }
}
