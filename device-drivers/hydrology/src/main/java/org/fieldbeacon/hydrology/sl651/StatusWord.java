package org.fieldbeacon.hydrology.sl651;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The station's state and alarms, element 45H, table 58: bit 0 first; 1 means what the name says.
final class StatusWord {
  static final List<String> BITS =
      List.of(
          "ac_power_lost",
          "battery_low",
          "level_alarm",
          "flow_alarm",
          "quality_alarm",
          "flow_meter_fault",
          "level_meter_fault",
          "box_door_closed",
          "memory_fault",
          "ic_card_enabled",
          "pump_stopped",
          "remaining_water_alarm");

  private StatusWord() {}

  static Map<String, Object> bits(long word) {
    Map<String, Object> bits = new LinkedHashMap<>();
    for (int i = 0; i < BITS.size(); i++) {
      bits.put(BITS.get(i), (word >> i & 1) != 0);
    }
    return bits;
  }
}
