package org.fieldbeacon.gpio;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.fieldbeacon.driver.Attributes;

/// Microchip MCP3008: eight voltages against ground, 10 bits (data sheet DS21295D). One conversion
/// for each point of a poll.
///
/// ```
///   out  0000 0001   1 ccc 0000   0000 0000     c channel, single ended
///   in   ---- ----   ---- -0hh   llll llll      a null bit, then ten bits
/// ```
final class Mcp3008 implements Sensor {
  static final int MODE = 0;

  /// §1.0: 1.35 MHz at 2.7 V; half of it is fast enough.
  static final int HERTZ = 675_000;

  static final int MOST_CHANNEL = 7;

  private static final int SINGLE_ENDED = 0x80;
  private static final int FULL = 1023;
  private static final int STEPS = 1024;

  private final Board.SpiPort port;
  private final double referenceV;

  /// @param referenceV what stands at the chip's pin VREF
  Mcp3008(Board.SpiPort port, double referenceV) {
    this.port = port;
    this.referenceV = referenceV;
  }

  @Override
  public Map<String, Measured> measure(Map<String, Attributes> points) throws IOException {
    Map<String, Measured> all = new HashMap<>();
    for (var point : points.entrySet()) {
      Attributes address = point.getValue();
      int channel = address.integer(Words.CHANNEL, 0, MOST_CHANNEL, 0);
      all.put(
          point.getKey(),
          measured(port.transfer(1, SINGLE_ENDED | channel << 4, 0), referenceV, address));
    }
    return all;
  }

  /// A line that nobody drives reads all ones: the null bit tells.
  static Measured measured(byte[] in, double referenceV, Attributes address) {
    if (in.length < 3 || (in[1] & 0x04) != 0) {
      return Measured.missing("no answer from the converter: its null bit is 1");
    }
    int raw = (in[1] & 0x03) << 8 | in[2] & 0xFF;
    double volts = raw * referenceV / STEPS;
    double value = volts * address.number(Words.SCALE, 1) + address.number(Words.OFFSET, 0);
    double rounded = Math.round(value * 1e6) / 1e6;
    return raw == FULL
        ? Measured.suspect(rounded, "at the end of the range of " + referenceV + " V")
        : Measured.of(rounded);
  }
}
