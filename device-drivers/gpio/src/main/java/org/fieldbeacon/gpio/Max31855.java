package org.fieldbeacon.gpio;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.fieldbeacon.driver.Attributes;

/// Maxim MAX31855: a thermocouple with its cold junction (data sheet 19-5793 rev 5, table 2).
///
/// ```
///   31..18 thermocouple, 0.25 °C   17 0   16 fault   15..4 chip, 0.0625 °C   3 0
///   2 short to supply              1 short to ground 0 open
/// ```
final class Max31855 implements Sensor {
  static final int MODE = 0;
  static final int HERTZ = 1_000_000;

  private static final int RESERVED = 1 << 17 | 1 << 3;
  private static final int FAULT = 1 << 16;

  private final Board.SpiPort port;

  Max31855(Board.SpiPort port) {
    this.port = port;
  }

  @Override
  public Map<String, Measured> measure(Map<String, Attributes> points) throws IOException {
    byte[] in = port.transfer(0, 0, 0, 0);
    int word = (in[0] & 0xFF) << 24 | (in[1] & 0xFF) << 16 | (in[2] & 0xFF) << 8 | in[3] & 0xFF;
    Map<String, Measured> all = new HashMap<>();
    points.forEach(
        (point, address) -> all.put(point, measured(word, Words.reading(point, address))));
    return all;
  }

  /// Of a line that nobody drives the bits that are always 0 tell, and 0 everywhere means no chip.
  static Measured measured(int word, String reading) {
    if ((word & RESERVED) != 0 || word == 0) {
      return Measured.missing("no answer from the converter: got 0x%08X".formatted(word));
    }
    if (reading.equals("chip-temperature")) {
      return Measured.of(((word << 16) >> 20) * 0.0625);
    }
    return (word & FAULT) != 0
        ? Measured.missing("thermocouple: " + fault(word))
        : Measured.of((word >> 18) * 0.25);
  }

  private static String fault(int word) {
    if ((word & 1) != 0) {
      return "open circuit";
    }
    return (word & 2) != 0 ? "short to ground" : "short to the supply";
  }
}
