package org.fieldbeacon.machinery.jt808;

import java.nio.charset.Charset;
import java.util.Map;

/// Terminal parameters by name (JT/T 808-2019 table 12), as far as they matter here.
final class Parameters {
  private static final Charset GBK = Charset.forName("GBK");

  private Parameters() {}

  /// Adds the name, and the value as number or text, of a parameter that is known.
  static void describe(int id, byte[] value, Map<String, Object> into) {
    String name = name(id);
    if (name.isEmpty()) {
      return;
    }
    into.put("name", name);
    boolean isText = id >= 0x10 && id <= 0x17 || id == 0x1A || id == 0x1D || id == 0x83;
    if (isText) {
      into.put("value", new String(value, GBK));
    } else if (value.length <= 4) {
      long number = 0;
      for (byte b : value) {
        number = number << 8 | b & 0xFF;
      }
      into.put("value", number);
    }
  }

  private static String name(int id) {
    return switch (id) {
      case 0x01 -> "heartbeat interval s";
      case 0x02 -> "TCP answer timeout s";
      case 0x03 -> "TCP retries";
      case 0x10 -> "APN";
      case 0x11 -> "APN user";
      case 0x13 -> "main server";
      case 0x17 -> "backup server";
      case 0x18 -> "server TCP port";
      case 0x19 -> "server UDP port";
      case 0x20 -> "report strategy";
      case 0x27 -> "report interval at rest s";
      case 0x28 -> "report interval in emergency s";
      case 0x29 -> "report interval s";
      case 0x30 -> "corner report angle deg";
      case 0x55 -> "highest speed km/h";
      case 0x56 -> "overspeed duration s";
      case 0x80 -> "odometer 0.1 km";
      case 0x81 -> "province";
      case 0x82 -> "city";
      case 0x83 -> "plate";
      case 0x84 -> "plate colour";
      default -> "";
    };
  }
}
