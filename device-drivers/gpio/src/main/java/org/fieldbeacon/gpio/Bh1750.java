package org.fieldbeacon.gpio;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.fieldbeacon.driver.Attributes;

/// Rohm BH1750FVI: light, one measurement in high resolution for each poll (technical note
/// 11046EDT01).
final class Bh1750 implements Sensor {
  private static final int ONE_TIME_HIGH_RESOLUTION = 0x20;

  /// 180 ms at most in high resolution.
  private static final long CONVERSION_MS = 180;

  private static final double COUNTS_PER_LUX = 1.2;
  private static final int FULL = 0xFFFF;

  private final Board.I2cPort port;

  Bh1750(Board.I2cPort port) {
    this.port = port;
  }

  @Override
  public Map<String, Measured> measure(Map<String, Attributes> points)
      throws IOException, InterruptedException {
    port.write(ONE_TIME_HIGH_RESOLUTION);
    Thread.sleep(CONVERSION_MS);
    byte[] raw = port.read(2);
    Measured light = lux((raw[0] & 0xFF) << 8 | raw[1] & 0xFF);
    Map<String, Measured> all = new HashMap<>();
    points.keySet().forEach(p -> all.put(p, light));
    return all;
  }

  static Measured lux(int raw) {
    double lux = Math.round(raw / COUNTS_PER_LUX * 10) / 10.0;
    return raw == FULL ? Measured.suspect(lux, "at the sensor's upper limit") : Measured.of(lux);
  }
}
