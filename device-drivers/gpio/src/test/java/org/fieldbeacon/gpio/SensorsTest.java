package org.fieldbeacon.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.gpio.Bme280.Calibration;
import org.fieldbeacon.observation.Quality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What registers and files say, by the makers' own documents.
class SensorsTest {
  /// The constants of Bosch's worked example (BMP280 data sheet BST-BMP280-DS001-11, §3.12), whose
  /// temperature and pressure stage the BME280 shares.
  private static final int[] T = {27504, 26435, -1000};

  private static final int[] P = {36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000};

  private static final Map<String, Attributes> BME_POINTS =
      Map.of(
          "temperature", Attributes.NONE,
          "pressure", Attributes.NONE,
          "relative-humidity", Attributes.NONE);

  @TempDir Path folder;

  /// §3.12: 519888 is 25.08 °C with t_fine 128422, 415148 is 100653.27 Pa in floating point; the
  /// integer form, which drops the fraction of t_fine, comes out 0.016 Pa below.
  @Test
  void boschsWorkedExampleComesOut() {
    var calibration = new Calibration(T, P, new int[6]);
    int fine = calibration.fineTemperature(519_888);
    assertEquals(128_422, fine);
    assertEquals(25.08, Calibration.celsius(fine));
    assertEquals(100_653.27, calibration.pascal(415_148, fine), 0.02);
  }

  /// With these constants a driver of another author's expects 60 to 65 % of this reading.
  @Test
  void humidityIsWhereAnotherDriverHasIt() {
    var calibration = new Calibration(T, P, new int[] {75, 362, 0, 325, 50, 30});
    double percent = calibration.percent(32_257, 128_422);
    assertTrue(percent >= 60 && percent <= 65, "got " + percent);
  }

  /// The data sheet gives the humidity formula twice, with integers (§4.2.3) and with floating
  /// point (§8.1): both must agree for any constants in the range chips have.
  @Test
  void bothOfBoschsHumidityFormulasAgree() {
    var random = new Random(20260714);
    for (int round = 0; round < 20_000; round++) {
      int[] h = {
        random.nextInt(60, 95),
        random.nextInt(330, 380),
        0,
        random.nextInt(280, 340),
        random.nextInt(0, 60),
        30
      };
      int fine = random.nextInt(-10_000, 250_000);
      int raw = random.nextInt(18_000, 45_000);
      double whole = new Calibration(T, P, h).percent(raw, fine);
      assertEquals(floatingPercent(h, raw, fine), whole, 0.06, "h " + List.of(h[0], h[1], h[3]));
    }
  }

  private static double floatingPercent(int[] h, int raw, int fine) {
    double v = fine - 76_800.0;
    v =
        (raw - (h[3] * 64.0 + h[4] / 16_384.0 * v))
            * (h[1] / 65_536.0 * (1 + h[5] / 67_108_864.0 * v * (1 + h[2] / 67_108_864.0 * v)));
    return Math.clamp(v * (1 - h[0] * v / 524_288.0), 0.0, 100.0);
  }

  /// Constants little-endian from 0x88, those of humidity packed (§4.2.2 table 16).
  @Test
  void aChipIsReadWithItsOwnConstants() throws Exception {
    var bme = new Bme280(bme280());
    Map<String, Measured> now = bme.measure(BME_POINTS);
    assertEquals(25.08, value(now, "temperature"));
    assertEquals(1006.53, value(now, "pressure"));
    double humidity = value(now, "relative-humidity");
    int[] h = {75, 362, 0, 309, 50, 30};
    assertEquals(floatingPercent(h, 0x6E8C, 128_422), humidity, 0.06);
    assertTrue(humidity > 20 && humidity < 80, "humidity " + humidity);
  }

  @Test
  void aChipThatHasNotMeasuredSaysSoAndIsNoNumber() throws Exception {
    var bme = new Bme280(bme280().with(0xF7, "8000008000008000"));
    bme.measure(BME_POINTS)
        .values()
        .forEach(m -> assertEquals(Quality.MISSING, m.quality(), m.toString()));
  }

  @Test
  void anotherChipAtItsAddressIsNamed() {
    var e = assertThrows(IOException.class, () -> new Bme280(new FakeChip().with(0xD0, "58")));
    assertTrue(String.valueOf(e.getMessage()).contains("0x58"), e.getMessage());
  }

  /// SBAS444E §8.6.3: AIN1 against ground, ±2.048 V, single shot, 128 SPS is C3… with the bits of
  /// table 8-3; 7FFF is just below full scale.
  @ParameterizedTest
  @CsvSource({"0, 4.096, C383", "1, 2.048, D583", "3, 6.144, F183", "2, 0.256, EB83"})
  void aConversionIsStartedOnItsChannelInItsRange(int channel, double range, String config) {
    assertEquals(config, "%04X".formatted(Ads1115.config(channel, range)));
  }

  @Test
  void voltagesAreScaledAndTheEndOfTheRangeIsSuspect() throws Exception {
    var chip = new FakeChip().with(0x01, "c383").with(0x00, "2710");
    var ads = new Ads1115(chip);
    // 4..20 mA over 150 Ω is 0.6..3.0 V; a level probe of 0..10 m.
    var level = new Attributes(Map.of("channel", 0, "scale", 4.166667, "offset", -2.5));
    Map<String, Measured> now = ads.measure(Map.of("voltage", Attributes.NONE, "level", level));
    assertEquals(1.25, value(now, "voltage"));
    assertEquals(2.708334, value(now, "level"));
    assertTrue(chip.written.contains("01c383"), chip.written.toString());
    Measured end = Ads1115.measured(0x7FFF, 4.096, Attributes.NONE);
    assertEquals(Quality.SUSPECT, end.quality());
  }

  /// Technical note 11046EDT01: 1000 0011 1001 0000 is 28067 lx.
  @Test
  void lightIsTheCountOverOnePointTwo() throws Exception {
    assertEquals(28_067, Bh1750.lux(0b1000_0011_1001_0000).value(), 0.5);
    assertEquals(Quality.SUSPECT, Bh1750.lux(0xFFFF).quality());
    var chip = new FakeChip();
    chip.plain = new byte[] {(byte) 0x83, (byte) 0x90};
    Map<String, Measured> now = new Bh1750(chip).measure(Map.of("illuminance", Attributes.NONE));
    assertEquals(28_066.7, value(now, "illuminance"));
    assertEquals(List.of("20"), chip.written);
  }

  @ParameterizedTest
  @CsvSource({
    "'72 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n72 01 4b 46 7f ff 0e 10 57 t=23125\n', 23.125,"
        + " NOT_EVALUATED",
    "'f8 fd 4b 46 7f ff 08 10 5a : crc=5a YES\nf8 fd 4b 46 7f ff 08 10 5a t=-32500\n', -32.5,"
        + " NOT_EVALUATED",
    "'50 05 4b 46 7f ff 0c 10 1c : crc=1c YES\n50 05 4b 46 7f ff 0c 10 1c t=85000\n', 85, SUSPECT",
    "'ff ff ff ff ff ff ff ff ff : crc=c9 NO\nff ff ff ff ff ff ff ff ff t=-62\n', NaN, MISSING",
    "'00 00 00 00 00 00 00 00 00 : crc=00 YES\n00 00 00 00 00 00 00 00 00 t=999999\n', NaN,"
        + " MISSING",
    "'', NaN, MISSING",
    "'garbage', NaN, MISSING"
  })
  void theKernelsFileOfAThermometerIsRead(String text, double value, Quality quality)
      throws IOException {
    Path device = Files.createDirectories(folder.resolve("28-0316a2795f4f"));
    Files.writeString(device.resolve("w1_slave"), text);
    Measured now =
        new Ds18b20(folder, "28-0316a2795f4f", _ -> {})
            .measure(Map.of("temperature", Attributes.NONE))
            .getOrDefault("temperature", Measured.of(0));
    assertEquals(value, now.value());
    assertEquals(quality, now.quality());
  }

  @Test
  void aThermometerThatIsNotThereIsNamedWithWhatToDo() {
    var e =
        assertThrows(
            IOException.class,
            () ->
                new Ds18b20(folder, "28-000000000000", _ -> {})
                    .measure(Map.of("temperature", Attributes.NONE)));
    assertTrue(String.valueOf(e.getMessage()).contains("w1-gpio"), e.getMessage());
  }

  static FakeChip bme280() {
    return new FakeChip()
        .with(0xD0, "60")
        .with(0xF3, "00")
        // T1 27504, T2 26435, T3 -1000; P1 36477 … P9 6000; reserved; H1 75
        .with(0x88, "706b436718fc7d8e43d6d00b270b8c00f9ff8c3cf8c67017004b")
        // H2 362, H3 0, H4 309 = 0x135, H5 50 = 0x032, H6 30
        .with(0xE1, "6a01001325031e")
        // pressure 415148 = 0x655AC, temperature 519888 = 0x7EED0, humidity 0x6E8C
        .with(0xF7, "655ac07eed006e8c");
  }

  private static double value(Map<String, Measured> all, String point) {
    return all.getOrDefault(point, Measured.missing("not told")).value();
  }
}
