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

/// What the objects of a frame measure: analogue values, and each bit of a state or an operation as
/// 0 or 1. An object without a time of its own has that of the frame.
final class Gb26875Readings {
  /// A system has been reset: of that moment, as operations are.
  static final String RESET = "reset";

  /// Points of states, by their bits: hold until something else is said.
  static final Map<String, String> STATES =
      Map.ofEntries(
          Map.entry("normal", "normal-operation"),
          Map.entry("fire", "fire-alarm"),
          Map.entry("fault", "fault"),
          Map.entry("shield", "shielded"),
          Map.entry("supervise", "supervised"),
          Map.entry("start", "started"),
          Map.entry("feedback", "feedback"),
          Map.entry("delay", "delayed"),
          Map.entry("power_fault", "power-fault"),
          Map.entry("main_power_fault", "main-power-fault"),
          Map.entry("backup_power_fault", "backup-power-fault"),
          Map.entry("bus_fault", "bus-fault"),
          Map.entry("manual", "manual-mode"),
          Map.entry("config_changed", "configuration-changed"),
          Map.entry("link_to_centre_fault", "centre-link-fault"),
          Map.entry("monitor_line_fault", "monitor-line-fault"));

  private static final Map<String, String> OPERATIONS =
      Map.of(
          "reset", RESET,
          "mute", "mute",
          "manual_alarm", "manual-alarm",
          "alarm_clear", "alarm-clear",
          "self_test", "self-test",
          "confirm", "confirm",
          "test", "test");

  /// What `confirm` is of a transmission device.
  private static final String DUTY_ANSWER = "duty-answer";

  private Gb26875Readings() {}

  /// Whether a state or an operation has a point of this name.
  static boolean isState(String point) {
    return STATES.containsValue(point)
        || OPERATIONS.containsValue(point)
        || point.equals(DUTY_ANSWER);
  }

  static List<Reading> of(List<Map<String, Object>> objects, Optional<Instant> sentAt) {
    List<Reading> readings = new ArrayList<>();
    for (Map<String, Object> object : objects) {
      Optional<Instant> time =
          object.get("at") instanceof String at
              ? Optional.of(OffsetDateTime.parse(at).toInstant())
              : sentAt;
      if (object.get("bits") instanceof Map<?, ?> bits) {
        bits.forEach(
            (name, set) -> {
              String bit = String.valueOf(name);
              readings.add(state(STATES.getOrDefault(bit, RESET), Boolean.TRUE.equals(set), time));
            });
      }
      if (object.get("op") instanceof Map<?, ?> operation) {
        boolean isOfDevice = !object.containsKey("sys_type");
        operation.forEach(
            (name, set) -> {
              String point = OPERATIONS.getOrDefault(String.valueOf(name), "");
              readings.add(
                  state(
                      isOfDevice && point.equals("confirm") ? DUTY_ANSWER : point,
                      Boolean.TRUE.equals(set),
                      time));
            });
      }
      if (object.get("analog_type") instanceof Integer type
          && object.get("raw") instanceof Integer raw) {
        Analogue.of(type).ifPresent(a -> readings.add(reading(a, raw, time)));
      }
    }
    return readings;
  }

  static Reading state(String point, boolean is, Optional<Instant> time) {
    return new Reading(point, is ? 1 : 0, Unit.ONE, time, Quality.NOT_EVALUATED);
  }

  private static Reading reading(Analogue analogue, int raw, Optional<Instant> time) {
    double value = analogue.value(raw);
    Quality quality = analogue.covers(value) ? Quality.NOT_EVALUATED : Quality.SUSPECT;
    return new Reading(analogue.point(), value, analogue.unit(), time, quality);
  }
}
