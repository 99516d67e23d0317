package org.fieldbeacon.gpio;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.fieldbeacon.driver.Attributes;

/// Texas Instruments ADS1115: four voltages against ground, 16 bits (data sheet SBAS444E). One
/// conversion for each point of a poll; it sleeps in between.
final class Ads1115 implements Sensor {
  static final int MOST_CHANNEL = 3;

  private static final int CONVERSION = 0x00;
  private static final int CONFIG = 0x01;

  /// §8.6.3: start, single shot, 128 samples a second, comparator off.
  private static final int START = 0x8000 | 0x0100 | 0x0080 | 0x0003;

  private static final int SINGLE_ENDED = 0x4;
  private static final int DONE = 0x80;
  private static final long CONVERSION_MS = 9;
  private static final int ATTEMPTS = 5;

  /// Full scale of the gain settings 0..5 (table 8-3).
  private static final double[] RANGES = {6.144, 4.096, 2.048, 1.024, 0.512, 0.256};

  private final Board.I2cPort port;

  Ads1115(Board.I2cPort port) throws IOException {
    this.port = port;
    port.readRegister(CONFIG, 2);
  }

  /// Whether `volts` is one of the chip's ranges.
  static boolean isRange(double volts) {
    for (double range : RANGES) {
      if (range == volts) {
        return true;
      }
    }
    return false;
  }

  static String ranges() {
    return "one of 6.144, 4.096, 2.048, 1.024, 0.512, 0.256";
  }

  @Override
  public Map<String, Measured> measure(Map<String, Attributes> points)
      throws IOException, InterruptedException {
    Map<String, Measured> all = new HashMap<>();
    for (var point : points.entrySet()) {
      Attributes address = point.getValue();
      double range = address.number(Words.RANGE, 4.096);
      int raw = convert(address.integer(Words.CHANNEL, 0, 3, 0), range);
      all.put(point.getKey(), measured(raw, range, address));
    }
    return all;
  }

  static Measured measured(int raw, double range, Attributes address) {
    double volts = raw * range / 32_768;
    double value = volts * address.number(Words.SCALE, 1) + address.number(Words.OFFSET, 0);
    double rounded = Math.round(value * 1e6) / 1e6;
    return raw == Short.MAX_VALUE || raw == Short.MIN_VALUE
        ? Measured.suspect(rounded, "at the end of the range of " + range + " V")
        : Measured.of(rounded);
  }

  static int config(int channel, double range) {
    int gain = 0;
    while (gain < RANGES.length - 1 && RANGES[gain] != range) {
      gain++;
    }
    return START | (SINGLE_ENDED + channel) << 12 | gain << 9;
  }

  private int convert(int channel, double range) throws IOException, InterruptedException {
    int config = config(channel, range);
    port.write(CONFIG, config >> 8, config & 0xFF);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Thread.sleep(CONVERSION_MS);
      if ((port.readRegister(CONFIG, 2)[0] & DONE) != 0) {
        byte[] raw = port.readRegister(CONVERSION, 2);
        return raw[0] << 8 | raw[1] & 0xFF;
      }
    }
    throw new IOException("got no end of a conversion within 45 ms, wanted one after 8 ms");
  }
}
