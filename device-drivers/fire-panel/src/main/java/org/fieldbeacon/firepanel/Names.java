package org.fieldbeacon.firepanel;

import java.util.Map;
import java.util.stream.Collectors;
import org.fieldbeacon.driver.CodeTable;

/// What type numbers stand for (GB/T 26875.3-2011 tables 3 to 5).
final class Names {
  private static final Map<Integer, String> SYSTEMS = read("/gb26875-systems.csv");
  private static final Map<Integer, String> COMPONENTS = read("/gb26875-components.csv");

  private Names() {}

  static String system(int type) {
    return SYSTEMS.getOrDefault(type, other(type));
  }

  static String component(int type) {
    return COMPONENTS.getOrDefault(type, other(type));
  }

  /// Type flag of an application unit.
  static String unit(int type) {
    return switch (type) {
      case 1 -> "system state";
      case 2 -> "component state";
      case 3 -> "component analogue value";
      case 4 -> "operation record";
      case 5 -> "software version";
      case 6 -> "system configuration";
      case 7 -> "component configuration";
      case 8 -> "system time";
      case 21 -> "transmission device state";
      case 24 -> "transmission device operation";
      case 25 -> "transmission device version";
      case 26 -> "transmission device configuration";
      case 28 -> "transmission device time";
      case 61 -> "read system state";
      case 62 -> "read component state";
      case 63 -> "read analogue value";
      case 64 -> "read operation records";
      case 65 -> "read version";
      case 66 -> "read system configuration";
      case 67 -> "read component configuration";
      case 68 -> "read system time";
      case 81 -> "read device state";
      case 84 -> "read device operations";
      case 85 -> "read device version";
      case 86 -> "read device configuration";
      case 88 -> "read device time";
      case 89 -> "initialise device";
      case 90 -> "synchronise clock";
      case 91 -> "duty check";
      default -> other(type);
    };
  }

  private static String other(int type) {
    return type >= 128 ? "user defined" : "reserved";
  }

  private static Map<Integer, String> read(String resource) {
    return CodeTable.rows(Names.class, resource).stream()
        .collect(Collectors.toMap(row -> Integer.parseInt(row[0]), row -> row[1]));
  }
}
