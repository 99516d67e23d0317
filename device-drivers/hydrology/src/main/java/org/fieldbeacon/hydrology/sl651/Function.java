package org.fieldbeacon.hydrology.sl651;

import java.util.HashMap;
import java.util.Map;

/// Function codes, table B.1.
final class Function {
  static final int KEEP_ALIVE = 0x2F;
  static final int TEST = 0x30;
  static final int UNIFORM = 0x31;
  static final int TIMED = 0x32;
  static final int ADDITIONAL = 0x33;
  static final int HOURLY = 0x34;
  static final int MANUAL = 0x35;
  static final int PICTURE = 0x36;
  static final int QUERY_NOW = 0x37;
  static final int QUERY_INTERVAL = 0x38;
  static final int QUERY_MANUAL = 0x39;
  static final int QUERY_ELEMENTS = 0x3A;
  static final int SET_BASIC = 0x40;
  static final int READ_BASIC = 0x41;
  static final int SET_RUN = 0x42;
  static final int READ_RUN = 0x43;
  static final int PUMP_MOTOR = 0x44;
  static final int VERSION = 0x45;
  static final int STATUS = 0x46;
  static final int INIT_STORAGE = 0x47;
  static final int FACTORY_RESET = 0x48;
  static final int PASSWORD = 0x49;
  static final int PUMPS = 0x4C;
  static final int VALVES = 0x4D;
  static final int GATES = 0x4E;
  static final int QUOTA = 0x4F;
  static final int EVENTS = 0x50;

  private static final Map<String, String> NAMES = new HashMap<>();

  static {
    Table.rows("functions.tsv").forEach(row -> NAMES.put(row[0], row[1]));
  }

  private Function() {}

  static String name(int function) {
    String known = NAMES.get("%02X".formatted(function));
    if (known != null) {
      return known;
    }
    return function >= 0xE0 ? "user defined" : "reserved";
  }

  /// Whether its body is a table of parameters, annex D, not of elements.
  static boolean isConfiguration(int function) {
    return function >= SET_BASIC && function <= READ_RUN
        || function >= INIT_STORAGE && function <= PASSWORD;
  }

  /// Whether the station's class follows its address (tables 28..49 against 51..86).
  static boolean hasStationClass(int function) {
    return function < SET_BASIC || function == PUMP_MOTOR || function >= 0x52;
  }

  /// Whether a downlink of it names elements without data.
  static boolean namesOnly(int function) {
    return function == QUERY_INTERVAL
        || function == QUERY_ELEMENTS
        || function == READ_BASIC
        || function == READ_RUN;
  }
}
