package org.fieldbeacon.mqttdevices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.Python;
import org.fieldbeacon.mqtt.Await;
import org.fieldbeacon.mqtt.Mosquitto;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Peer: ChirpStack's own protobuf messages (`chirpstack-api` on PyPI), written as JSON by protobuf
/// and published by Eclipse Paho for Python through mosquitto. Python is named by
/// FIELDBEACON_PYTHON or found as `python3`; without the two packages the test says so and is
/// skipped, except in CI.
@Timeout(90)
class ChirpStackPeerIT {
  private static final String EUI = "24e124126a148401";

  @TempDir Path dir;

  @Test
  void whatChirpStackPublishesIsObserved() throws Exception {
    String python =
        Python.with("paho.mqtt.client, chirpstack_api.integration", "paho-mqtt and chirpstack-api");
    var device =
        Site.device(
            "soil",
            Site.profile(
                Map.of("form", "chirpstack", "codec", "milesight-em500-smtc"),
                Site.point("moisture", Unit.PERCENT, Map.of("reading", "soil-moisture")),
                Site.point("signal", Unit.DECIBEL_MILLIWATT, Map.of("reading", "signal-strength")),
                Site.point("battery", Unit.PERCENT, Map.of("reading", "status-battery"))),
            Map.of("dev-eui", EUI));
    try (var broker = Mosquitto.start(dir);
        var site = new Site(broker.uri(), Map.of("session-expiry-s", 0), List.of(device))) {
      Await.until("waiting", () -> site.has("soil", State.UNKNOWN));
      Process peer =
          new ProcessBuilder(
                  python,
                  Path.of("src/test/python/chirpstack_publisher.py").toAbsolutePath().toString(),
                  String.valueOf(broker.uri().getPort()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        var told = new BufferedReader(new InputStreamReader(peer.getInputStream(), UTF_8));
        assertEquals("ready", told.readLine());
        Instant at = Instant.now().minusSeconds(2);
        say(peer, "up", "0 85 0175640367190104CA7300057FF000 -87", at, "11111111");
        Observation moisture = site.next("soil/moisture");
        assertEquals(1.15, moisture.value());
        assertEquals(at, moisture.phenomenonTime());
        assertEquals(-87, site.next("soil/signal").value());
        say(peer, "up", "0 85 0175640367190104CA7300057FF000 -87", at, "11111111");
        Await.until("the same again", () -> site.driver.duplicates() == 1);
        say(peer, "up", "1 85 04CAD007 -99", at, "22222222");
        assertEquals(-99, site.next("soil/signal").value());
        say(peer, "status", "89.5 12 00 0", at, "33333333");
        assertEquals(89.5, site.next("soil/battery").value());
        assertEquals(0, site.driver.bad());
      } finally {
        peer.getOutputStream().close();
        assertTrue(peer.waitFor(60, TimeUnit.SECONDS), "the publisher did not end");
      }
    }
  }

  private static void say(Process peer, String kind, String what, Instant at, String id)
      throws IOException {
    var out = peer.getOutputStream();
    out.write("%s %s EM500-SMTC %s %s %s\n".formatted(kind, EUI, what, at, id).getBytes(UTF_8));
    out.flush();
  }
}
