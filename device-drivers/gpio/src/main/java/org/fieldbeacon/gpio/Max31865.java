package org.fieldbeacon.gpio;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.fieldbeacon.driver.Attributes;

/// Maxim MAX31865: a platinum thermometer by its resistance (data sheet 19-6478 rev 3). One
/// conversion for each poll; no current flows in between, so that it does not warm itself.
final class Max31865 implements Sensor {
  static final int MODE = 1;
  static final int HERTZ = 1_000_000;

  private static final int WRITE = 0x80;
  private static final int CONFIG = 0x00;
  private static final int RTD = 0x01;
  private static final int FAULTS = 0x07;

  /// Table 2: bias on, clear faults, filter for 50 Hz.
  private static final int BIAS = 0x80;

  private static final int ONE_SHOT = 0x20;
  private static final int THREE_WIRES = 0x10;
  private static final int CLEAR = 0x02;
  private static final int HERTZ_50 = 0x01;

  /// Ten time constants of the input filter, then 62.5 ms of conversion with the 50 Hz filter.
  private static final long SETTLE_MS = 11;

  private static final long CONVERSION_MS = 66;
  private static final int FULL = 32_768;

  /// IEC 60751: the platinum curve.
  private static final double A = 3.9083e-3;

  private static final double B = -5.775e-7;
  private static final double C = -4.183e-12;
  private static final int NEWTON_STEPS = 8;

  private final Board.SpiPort port;
  private final double nominalOhm;
  private final double referenceOhm;
  private final int wires;

  /// @param nominalOhm at 0 °C: 100 or 1000
  /// @param referenceOhm on the converter's board: 430 or 400, 4300 or 4000
  /// @param wires 2, 3 or 4
  Max31865(Board.SpiPort port, double nominalOhm, double referenceOhm, int wires) {
    this.port = port;
    this.nominalOhm = nominalOhm;
    this.referenceOhm = referenceOhm;
    this.wires = wires;
  }

  @Override
  public Map<String, Measured> measure(Map<String, Attributes> points)
      throws IOException, InterruptedException {
    int base = HERTZ_50 | (wires == 3 ? THREE_WIRES : 0);
    port.transfer(WRITE | CONFIG, base | BIAS | CLEAR);
    Thread.sleep(SETTLE_MS);
    port.transfer(WRITE | CONFIG, base | BIAS | ONE_SHOT);
    Thread.sleep(CONVERSION_MS);
    byte[] in = port.transfer(RTD, 0, 0);
    byte[] faults = port.transfer(FAULTS, 0);
    byte[] config = port.transfer(CONFIG, 0);
    port.transfer(WRITE | CONFIG, base);
    Measured now =
        (config[1] & (HERTZ_50 | THREE_WIRES)) != base
            ? Measured.missing(
                "no answer from the converter: got configuration 0x%02X, wanted 0x%02X"
                    .formatted(config[1] & 0xFF, base))
            : measured((in[1] & 0xFF) << 8 | in[2] & 0xFF, faults[1] & 0xFF);
    Map<String, Measured> all = new HashMap<>();
    points.keySet().forEach(p -> all.put(p, now));
    return all;
  }

  /// @param rtd the two registers, the lowest bit telling of a fault
  Measured measured(int rtd, int faults) {
    if ((rtd & 1) != 0 || faults != 0) {
      return Measured.missing("thermometer: " + fault(faults));
    }
    double celsius = celsius((rtd >> 1) * referenceOhm / FULL / nominalOhm);
    return Measured.of(Math.round(celsius * 1000) / 1000.0);
  }

  /// The temperature at which the resistance is so many times that at 0 °C.
  static double celsius(double ratio) {
    double t = (-A + Math.sqrt(A * A - 4 * B * (1 - ratio))) / (2 * B);
    if (t >= 0) {
      return t;
    }
    for (int i = 0; i < NEWTON_STEPS; i++) {
      double error = 1 + A * t + B * t * t + C * (t - 100) * t * t * t - ratio;
      double slope = A + 2 * B * t + C * (4 * t * t * t - 300 * t * t);
      t -= error / slope;
    }
    return t;
  }

  /// Table 7.
  private static String fault(int faults) {
    if ((faults & 0x80) != 0) {
      return "broken, or none connected";
    }
    if ((faults & 0x40) != 0) {
      return "shorted";
    }
    return "wiring fault 0x%02X".formatted(faults);
  }
}
