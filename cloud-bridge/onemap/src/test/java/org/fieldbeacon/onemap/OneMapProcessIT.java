package org.fieldbeacon.onemap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.contract.Topics;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.mqtt.MqttConfig;
import org.fieldbeacon.mqtt.MqttSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The map as a process of its own, as a service manager sees it.
@Timeout(180)
class OneMapProcessIT {
  private static final int STOPS_WITHIN_S = 5;

  @TempDir Path dir;

  /// A stop that is a kill leaves a write-ahead log behind and a service manager that reports a
  /// failure. Twice, since the second start must find what the first one left.
  @Test
  void closesItsStoresAndEndsWithZeroWhenToldToStop() throws Exception {
    for (int round = 1; round <= 2; round++) {
      Process map = start();
      try (BufferedReader out = map.inputReader(StandardCharsets.UTF_8)) {
        URI broker = broker(out);
        say(broker, round);
        map.destroy();
        assertTrue(map.waitFor(STOPS_WITHIN_S, TimeUnit.SECONDS), "still there: " + log());
        assertEquals(0, map.exitValue(), log());
        assertTrue(Files.exists(data("onemap.db")));
        assertFalse(Files.exists(data("onemap.db-wal")), "the database was not closed");
        assertFalse(log().contains("closing failed"), log());
      } finally {
        map.destroyForcibly();
      }
    }
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "onemap",
            "--json",
            "--data",
            data("").toString(),
            "--http-port",
            "0",
            "--mqtt-port",
            "0")
        .redirectError(ProcessBuilder.Redirect.appendTo(dir.resolve("log").toFile()))
        .start();
  }

  private URI broker(BufferedReader out) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("{")) {
        return URI.create(new JsonObject(line).getString("mqtt"));
      }
    }
    throw new AssertionError("the map ended before it was ready: " + log());
  }

  private static void say(URI broker, int seq) throws Exception {
    try (var gateway = new MqttSession(MqttConfig.of(broker, Field.GATEWAY), _ -> {})) {
      gateway.connect();
      var level = Field.envelope(seq, 1, Field.level(Field.START, 84.5));
      assertNotNull(
          gateway.publish(Topics.observation(Field.GATEWAY), Wire.encode(level), 1, false));
    }
  }

  private Path data(String file) {
    return dir.resolve("data").resolve(file);
  }

  private String log() throws IOException {
    return Files.readString(dir.resolve("log"));
  }
}
