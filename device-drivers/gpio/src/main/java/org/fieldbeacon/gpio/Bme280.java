package org.fieldbeacon.gpio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.fieldbeacon.driver.Attributes;

/// Bosch BME280: temperature, humidity and pressure (data sheet BST-BME280-DS002, revision 1.6).
/// Measures once for each poll and sleeps in between, so that it does not warm itself.
///
/// ```
///   0x88..0xA1 calibration   0xD0 id 0x60       0xF2 ctrl_hum   0xF4 ctrl_meas
///   0xE1..0xE7 calibration   0xF3 status bit 3  0xF7..0xFE pressure, temperature, humidity
/// ```
final class Bme280 implements Sensor {
  private static final int ID = 0x60;
  private static final int OVERSAMPLING_1_FORCED = 0b001_001_01;

  /// §9.1: 9.3 ms at most for oversampling ×1 of all three.
  private static final long CONVERSION_MS = 10;

  private static final int ATTEMPTS = 5;
  private static final int MEASURING = 0x08;

  /// What the registers hold when a value was not measured (§5.4).
  private static final int NOT_MEASURED_20 = 0x80000;

  private static final int NOT_MEASURED_16 = 0x8000;

  private final Board.I2cPort port;
  private final Calibration calibration;

  /// @throws IOException when it does not answer or is something else
  Bme280(Board.I2cPort port) throws IOException {
    this.port = port;
    int id = port.readRegister(0xD0, 1)[0] & 0xFF;
    if (id != ID) {
      throw new IOException("chip id: got 0x%02X, wanted 0x60 (BME280)".formatted(id));
    }
    calibration = Calibration.read(port.readRegister(0x88, 26), port.readRegister(0xE1, 7));
  }

  @Override
  public Map<String, Measured> measure(Map<String, Attributes> points)
      throws IOException, InterruptedException {
    port.write(0xF2, 1);
    port.write(0xF4, OVERSAMPLING_1_FORCED);
    int attempt = 0;
    do {
      Thread.sleep(CONVERSION_MS);
    } while ((port.readRegister(0xF3, 1)[0] & MEASURING) != 0 && ++attempt < ATTEMPTS);
    byte[] data = port.readRegister(0xF7, 8);
    int rawPressure = bits20(data, 0);
    int rawTemperature = bits20(data, 3);
    int rawHumidity = (data[6] & 0xFF) << 8 | data[7] & 0xFF;
    Map<String, Measured> all = new HashMap<>();
    if (rawTemperature == NOT_MEASURED_20) {
      Measured none = Measured.missing("the sensor says it has not measured");
      points.keySet().forEach(p -> all.put(p, none));
      return all;
    }
    int fine = calibration.fineTemperature(rawTemperature);
    points.forEach(
        (point, address) ->
            all.put(
                point,
                switch (Words.reading(point, address)) {
                  case "temperature" -> Measured.of(round(Calibration.celsius(fine)));
                  case "pressure" ->
                      rawPressure == NOT_MEASURED_20
                          ? Measured.missing("the sensor says it has not measured")
                          : Measured.of(round(calibration.pascal(rawPressure, fine) / 100));
                  default ->
                      rawHumidity == NOT_MEASURED_16
                          ? Measured.missing("the sensor says it has not measured")
                          : Measured.of(round(calibration.percent(rawHumidity, fine)));
                }));
    return all;
  }

  private static int bits20(byte[] data, int at) {
    return (data[at] & 0xFF) << 12 | (data[at + 1] & 0xFF) << 4 | (data[at + 2] & 0xFF) >> 4;
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }

  /// The chip's own constants and Bosch's formulas with them (§4.2.2, §4.2.3), in the integer form
  /// that the data sheet gives.
  ///
  /// @param t t1..t3
  /// @param p p1..p9
  /// @param h h1..h6
  record Calibration(int[] t, int[] p, int[] h) {
    static Calibration read(byte[] low, byte[] high) {
      ByteBuffer a = ByteBuffer.wrap(low).order(ByteOrder.LITTLE_ENDIAN);
      int[] t = {a.getShort(0) & 0xFFFF, a.getShort(2), a.getShort(4)};
      int[] p = new int[9];
      p[0] = a.getShort(6) & 0xFFFF;
      for (int i = 1; i < p.length; i++) {
        p[i] = a.getShort(6 + 2 * i);
      }
      ByteBuffer b = ByteBuffer.wrap(high).order(ByteOrder.LITTLE_ENDIAN);
      int[] h = {
        low[25] & 0xFF,
        b.getShort(0),
        high[2] & 0xFF,
        high[3] << 4 | high[4] & 0x0F,
        high[5] << 4 | (high[4] & 0xFF) >> 4,
        high[6]
      };
      return new Calibration(t, p, h);
    }

    int fineTemperature(int raw) {
      int var1 = ((raw >> 3) - (t[0] << 1)) * t[1] >> 11;
      int delta = (raw >> 4) - t[0];
      int var2 = (delta * delta >> 12) * t[2] >> 14;
      return var1 + var2;
    }

    static double celsius(int fine) {
      return (fine * 5 + 128 >> 8) / 100.0;
    }

    /// NaN never: 0 when the constants are all zero.
    double pascal(int raw, int fine) {
      long var1 = fine - 128_000L;
      long var2 = var1 * var1 * p[5] + (var1 * p[4] << 17) + ((long) p[3] << 35);
      var1 = (var1 * var1 * p[2] >> 8) + (var1 * p[1] << 12);
      var1 = ((1L << 47) + var1) * p[0] >> 33;
      if (var1 == 0) {
        return 0;
      }
      long value = 1_048_576L - raw;
      value = ((value << 31) - var2) * 3125 / var1;
      var1 = p[8] * (value >> 13) * (value >> 13) >> 25;
      var2 = p[7] * value >> 19;
      value = (value + var1 + var2 >> 8) + ((long) p[6] << 4);
      return value / 256.0;
    }

    double percent(int raw, int fine) {
      int v = fine - 76_800;
      int left = (raw << 14) - (h[3] << 20) - h[4] * v + 16_384 >> 15;
      int right = ((v * h[5] >> 10) * ((v * h[2] >> 11) + 32_768) >> 10) + 2_097_152;
      v = left * (right * h[1] + 8192 >> 14);
      v -= ((v >> 15) * (v >> 15) >> 7) * h[0] >> 4;
      v = Math.clamp(v, 0, 419_430_400);
      return (v >> 12) / 1024.0;
    }
  }
}
