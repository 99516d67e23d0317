package org.fieldbeacon.machinery.jt808;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Alarm and state words of a position report (JT/T 808-2019 tables 24 and 25).
final class Bits {
  private static final List<String> ALARMS =
      List.of(
          "emergency",
          "overspeed",
          "fatigue",
          "danger_warning",
          "gnss_fault",
          "gnss_antenna_open",
          "gnss_antenna_short",
          "power_undervoltage",
          "power_lost",
          "lcd_fault",
          "tts_fault",
          "camera_fault",
          "ic_card_fault",
          "overspeed_warning",
          "fatigue_warning",
          "",
          "",
          "",
          "day_drive_timeout",
          "parking_timeout",
          "area_in_out",
          "route_in_out",
          "segment_time",
          "route_deviation",
          "vss_fault",
          "fuel_abnormal",
          "stolen",
          "illegal_ignition",
          "illegal_move",
          "collision_warning",
          "rollover_warning",
          "illegal_door");

  /// Points of the vehicle's signals, from bit 0 on (JT/T 808-2013 table 31).
  static final List<String> SIGNALS =
      List.of(
          "signal-low-beam",
          "signal-high-beam",
          "signal-right-turn",
          "signal-left-turn",
          "signal-brake",
          "signal-reverse",
          "signal-fog-lamp",
          "signal-clearance-lamp",
          "signal-horn",
          "signal-air-conditioning",
          "signal-neutral",
          "signal-retarder",
          "signal-abs",
          "signal-heater",
          "signal-clutch");

  private static final List<String> LOADS = List.of("empty", "half", "reserved", "full");

  private Bits() {}

  /// Names of the bits that are set and have a name.
  static List<String> alarms(long word) {
    List<String> names = new ArrayList<>();
    for (int bit = 0; bit < ALARMS.size(); bit++) {
      if ((word >> bit & 1) != 0 && !ALARMS.get(bit).isEmpty()) {
        names.add(ALARMS.get(bit));
      }
    }
    return names;
  }

  static Map<String, Object> states(int word) {
    Map<String, Object> states = new LinkedHashMap<>();
    states.put("acc_on", isSet(word, 0));
    states.put("fixed", isSet(word, 1));
    states.put("south", isSet(word, 2));
    states.put("west", isSet(word, 3));
    states.put("out_of_service", isSet(word, 4));
    states.put("position_encrypted", isSet(word, 5));
    states.put("load", LOADS.get(word >> 8 & 3));
    states.put("fuel_cut", isSet(word, 10));
    states.put("circuit_cut", isSet(word, 11));
    states.put("doors_locked", isSet(word, 12));
    for (int door = 1; door <= 5; door++) {
      putIfSet(states, "door_" + door + "_open", word, 12 + door);
    }
    putIfSet(states, "gps", word, 18);
    putIfSet(states, "beidou", word, 19);
    putIfSet(states, "glonass", word, 20);
    putIfSet(states, "galileo", word, 21);
    return states;
  }

  private static void putIfSet(Map<String, Object> states, String name, int word, int bit) {
    if (isSet(word, bit)) {
      states.put(name, true);
    }
  }

  private static boolean isSet(int word, int bit) {
    return (word >> bit & 1) != 0;
  }
}
