package org.fieldbeacon.firepanel;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// What the objects of a frame measure: analogue values, and the states that rules act on as 0 or
/// 1. An object without a time of its own has that of the frame.
final class Gb26875Readings {
  private static final Map<String, String> STATES =
      Map.of(
          "fire", "fire-alarm",
          "fault", "fault",
          "main_power_fault", "main-power-fault",
          "backup_power_fault", "backup-power-fault");

  private Gb26875Readings() {}

  static List<Reading> of(List<Map<String, Object>> objects, Optional<Instant> sentAt) {
    List<Reading> readings = new ArrayList<>();
    for (Map<String, Object> object : objects) {
      Optional<Instant> time =
          object.get("at") instanceof String at
              ? Optional.of(OffsetDateTime.parse(at).toInstant())
              : sentAt;
      if (object.get("bits") instanceof Map<?, ?> bits) {
        bits.forEach((name, set) -> addState(readings, String.valueOf(name), set, time));
      }
      if (object.get("analog_type") instanceof Integer type
          && object.get("raw") instanceof Integer raw) {
        Analogue.of(type).ifPresent(a -> readings.add(reading(a, raw, time)));
      }
    }
    return readings;
  }

  private static void addState(
      List<Reading> readings, String name, Object set, Optional<Instant> time) {
    String point = STATES.get(name);
    if (point != null) {
      double value = Boolean.TRUE.equals(set) ? 1 : 0;
      readings.add(new Reading(point, value, Unit.ONE, time, Quality.NOT_EVALUATED));
    }
  }

  private static Reading reading(Analogue analogue, int raw, Optional<Instant> time) {
    double value = analogue.value(raw);
    Quality quality = analogue.covers(value) ? Quality.NOT_EVALUATED : Quality.SUSPECT;
    return new Reading(analogue.point(), value, analogue.unit(), time, quality);
  }
}
