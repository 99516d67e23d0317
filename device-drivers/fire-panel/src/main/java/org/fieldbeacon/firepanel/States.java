package org.fieldbeacon.firepanel;

import java.util.LinkedHashMap;
import java.util.Map;

/// State and operation words, bit 0 first (GB/T 26875.3-2011 tables 6 to 10). Bit 0 of a state is 1
/// in normal operation and 0 under test; panels are met that leave it 0 in an alarm.
enum States {
  SYSTEM(
      "normal",
      "fire",
      "fault",
      "shield",
      "supervise",
      "start",
      "feedback",
      "delay",
      "main_power_fault",
      "backup_power_fault",
      "bus_fault",
      "manual",
      "config_changed",
      "reset"),
  COMPONENT(
      "normal",
      "fire",
      "fault",
      "shield",
      "supervise",
      "start",
      "feedback",
      "delay",
      "power_fault"),
  DEVICE(
      "normal",
      "fire",
      "fault",
      "main_power_fault",
      "backup_power_fault",
      "link_to_centre_fault",
      "monitor_line_fault"),
  /// Operations; `confirm` is the answer to a duty check on a transmission device.
  OPERATION("reset", "mute", "manual_alarm", "alarm_clear", "self_test", "confirm", "test");

  private final String names;

  States(String... names) {
    this.names = String.join(" ", names);
  }

  Map<String, Object> bits(int word) {
    Map<String, Object> bits = new LinkedHashMap<>();
    int bit = 0;
    for (String name : names.split(" ", -1)) {
      bits.put(name, (word >> bit++ & 1) != 0);
    }
    return bits;
  }
}
