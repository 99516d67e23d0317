package org.fieldbeacon.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.observation.Quality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What comes back on the bus, by the makers' own tables.
class SpiSensorsTest {
  /// DS21295D figure 6-1: a null bit and ten bits after the channel.
  @Test
  void tenBitsOfTheConverterAreAPartOfItsReference() {
    assertEquals(1.65, Mcp3008.measured(new byte[] {0, 2, 0}, 3.3, Attributes.NONE).value(), 1e-6);
    Measured full = Mcp3008.measured(new byte[] {0, 3, -1}, 3.3, Attributes.NONE);
    assertEquals(Quality.SUSPECT, full.quality());
    assertTrue(
        Double.isNaN(Mcp3008.measured(new byte[] {-1, -1, -1}, 3.3, Attributes.NONE).value()));
  }

  @Test
  void eachPointOfTheConverterIsAConversionOfItsOwn() throws Exception {
    List<String> sent = new ArrayList<>();
    var adc = new Mcp3008(bytes -> note(sent, bytes, "000100"), 5);
    adc.measure(
        Map.of(
            "first", new Attributes(Map.of("channel", 0)),
            "last", new Attributes(Map.of("channel", 7))));
    assertEquals(List.of("018000", "01f000"), sent.stream().sorted().toList());
  }

  /// 19-5793 table 4 and table 5: fourteen bits of 0.25 °C, twelve of 0.0625 °C.
  @ParameterizedTest
  @CsvSource({
    "01100100000000, 1600",
    "00111110100000, 1000",
    "00000110010011, 100.75",
    "00000001100100, 25",
    "11111111111111, -0.25",
    "11111111111100, -1",
    "11110000011000, -250"
  })
  void thermocoupleBitsAreQuarterDegrees(String bits, double celsius) {
    int word = Integer.parseInt(bits, 2) << 18 | 0x190 << 4;
    assertEquals(celsius, Max31855.measured(word, "temperature").value());
  }

  @ParameterizedTest
  @CsvSource({
    "011111110000, 127",
    "011001001001, 100.5625",
    "000110010000, 25",
    "111111111111, -0.0625",
    "111011000000, -20",
    "110010010000, -55"
  })
  void chipBitsAreSixteenthsOfADegree(String bits, double celsius) {
    int word = Integer.parseInt(bits, 2) << 4;
    assertEquals(celsius, Max31855.measured(word, "chip-temperature").value());
  }

  @ParameterizedTest
  @CsvSource({"1, open circuit", "2, short to ground", "4, short to the supply"})
  void aBrokenThermocoupleIsMissingAndItsChipStillReads(int fault, String said) {
    int word = 0x190 << 4 | 1 << 16 | fault;
    Measured broken = Max31855.measured(word, "temperature");
    assertEquals(Quality.MISSING, broken.quality());
    assertTrue(broken.detail().contains(said), broken.detail());
    assertEquals(25, Max31855.measured(word, "chip-temperature").value());
  }

  @Test
  void aBusWithoutTheChipIsMissing() {
    assertEquals(Quality.MISSING, Max31855.measured(-1, "temperature").quality());
    assertEquals(Quality.MISSING, Max31855.measured(0, "temperature").quality());
  }

  /// IEC 60751 table 1, ohms of a Pt100.
  @ParameterizedTest
  @CsvSource({"-200, 18.52", "-100, 60.26", "-10, 96.09", "0, 100", "100, 138.51", "600, 313.71"})
  void platinumFollowsTheNorm(double celsius, double ohm) {
    assertEquals(celsius, Max31865.celsius(ohm / 100), 0.02);
  }

  /// 19-6478 table 9: 0x3FF0 >> 1 of a 400 ohm reference is 100 ohm, so 0 °C within a count.
  @Test
  void aReadingOfThePlatinumConverterIsAShareOfItsReference() throws Exception {
    List<String> sent = new ArrayList<>();
    var rtd =
        new Max31865(
            bytes ->
                note(
                    sent,
                    bytes,
                    switch (bytes[0]) {
                      case 0x01 -> "004000";
                      case 0x07 -> "0000";
                      case 0x00 -> "0011";
                      default -> "0000";
                    }),
            100,
            400,
            3);
    Measured now = rtd.measure(Map.of("t", Attributes.NONE)).getOrDefault("t", Measured.of(99));
    assertEquals(0, now.value(), 0.01);
    assertEquals(List.of("8093", "80b1", "010000", "0700", "0000", "8011"), sent);
  }

  @Test
  void aBrokenPlatinumThermometerIsMissing() {
    var rtd = new Max31865(_ -> new byte[3], 100, 430, 2);
    assertTrue(rtd.measured(0xFFFF, 0x80).detail().contains("broken"));
    assertTrue(rtd.measured(0x0001, 0x40).detail().contains("shorted"));
  }

  /// All ones or all zeros is a bus without the chip, whatever its registers would say.
  @Test
  void aBusWithoutThePlatinumConverterIsMissing() throws Exception {
    for (byte fill : new byte[] {0, -1}) {
      var rtd =
          new Max31865(
              bytes -> {
                byte[] in = new byte[bytes.length];
                Arrays.fill(in, fill);
                return in;
              },
              100,
              430,
              3);
      Measured now = rtd.measure(Map.of("t", Attributes.NONE)).getOrDefault("t", Measured.of(99));
      assertEquals(Quality.MISSING, now.quality());
    }
  }

  private static byte[] note(List<String> sent, int[] bytes, String answer) {
    var hex = new StringBuilder();
    for (int b : bytes) {
      hex.append("%02x".formatted(b));
    }
    sent.add(hex.toString());
    return HexFormat.of().parseHex(answer);
  }
}
