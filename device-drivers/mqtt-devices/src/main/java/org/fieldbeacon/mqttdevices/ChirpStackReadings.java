package org.fieldbeacon.mqttdevices;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import tools.jackson.databind.JsonNode;

/// What every LoRaWAN device tells, whatever its payload: how it is received, and its battery when
/// the network asked for it (DevStatusAns, LoRaWAN 1.0.4 §5.5).
final class ChirpStackReadings {
  static final String LOST = "lost-uplinks";

  static final Map<String, Unit> UNITS =
      Map.of(
          "signal-strength",
          Unit.DECIBEL_MILLIWATT,
          "signal-noise",
          Unit.DECIBEL,
          LOST,
          Unit.ONE,
          "status-battery",
          Unit.PERCENT,
          "status-margin",
          Unit.DECIBEL);

  private ChirpStackReadings() {}

  static List<Reading> of(ChirpStackEvent event) {
    List<Reading> readings = new ArrayList<>();
    if (event.isUplink()) {
      JsonNode best = event.bestReception();
      add(event, "signal-strength", best.path("rssi"), readings);
      add(event, "signal-noise", best.path("snr"), readings);
    }
    if (event.kind().equals("status")) {
      boolean hasBattery =
          !event.root().path("batteryLevelUnavailable").asBoolean(false)
              && !event.root().path("externalPowerSource").asBoolean(false);
      if (hasBattery) {
        add(event, "status-battery", event.root().path("batteryLevel"), readings);
      }
      add(event, "status-margin", event.root().path("margin"), readings);
    }
    return readings;
  }

  private static void add(
      ChirpStackEvent event, String name, JsonNode node, List<Reading> readings) {
    OptionalDouble value = JsonText.number(node);
    if (value.isPresent()) {
      readings.add(
          new Reading(
              name,
              value.getAsDouble(),
              UNITS.getOrDefault(name, Unit.ONE),
              event.time(),
              Quality.NOT_EVALUATED));
    }
  }
}
