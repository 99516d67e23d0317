package org.fieldbeacon.modbus;

import org.fieldbeacon.driver.DecodedFrame.Bad;

/// A line that should have been hex.
final class HexLine {
  private static final int SHOWN = 60;

  private HexLine() {}

  static Bad bad(String line) {
    String shown = line.substring(0, Math.min(SHOWN, line.length())).replaceAll("\\p{Cntrl}", "?");
    return new Bad("line", 0, "\"" + shown + "\"", "pairs of hex digits");
  }
}
