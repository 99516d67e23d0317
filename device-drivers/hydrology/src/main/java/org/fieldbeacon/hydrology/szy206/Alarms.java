package org.fieldbeacon.hydrology.szy206;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Alarm and state of a terminal, two bytes each, low byte first (7.3.14).
final class Alarms {
  private static final List<String> ALARMS =
      List.of(
          "ac_lost",
          "battery_low",
          "level_limit",
          "flow_limit",
          "quality_limit",
          "flow_meter_fault",
          "pump_stopped",
          "level_meter_fault",
          "pressure_limit",
          "temperature_limit",
          "ic_card",
          "quota_control",
          "remaining_water_low",
          "box_door");
  private static final List<String> MODES =
      List.of("self-report", "self-report with confirmation", "query", "maintenance");

  private Alarms() {}

  /// Names of the set bits; bits without a name are told by number.
  static List<Object> alarms(byte[] data, int at) {
    int word = word(data, at);
    List<Object> set = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      if ((word >> i & 1) != 0) {
        set.add(i < ALARMS.size() ? ALARMS.get(i) : "bit" + i);
      }
    }
    return set;
  }

  static Map<String, Object> state(byte[] data, int at) {
    int word = word(data, at);
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("mode", MODES.get(word & 3));
    state.put("ic_card_enabled", (word >> 2 & 1) != 0);
    state.put("quota_control", (word >> 3 & 1) != 0);
    state.put("pump_stopped", (word >> 4 & 1) != 0);
    state.put("box_door_closed", (word >> 5 & 1) != 0);
    state.put("on_battery", (word >> 6 & 1) != 0);
    return state;
  }

  private static int word(byte[] data, int at) {
    return (data[at] & 0xFF) | (data[at + 1] & 0xFF) << 8;
  }
}
