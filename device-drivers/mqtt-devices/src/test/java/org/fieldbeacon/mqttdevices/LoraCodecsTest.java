package org.fieldbeacon.mqttdevices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fieldbeacon.driver.CodeTable;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Against payloads that the makers published, with the values they say.
class LoraCodecsTest {
  private static final Optional<Instant> NOW = Optional.of(Instant.parse("2026-07-14T09:00:00Z"));

  static List<String[]> published() {
    return CodeTable.rows(LoraCodecsTest.class, "/lora-payloads.csv");
  }

  @ParameterizedTest
  @MethodSource("published")
  void aPublishedPayloadSaysWhatItsMakerSays(
      String codec, String port, String payload, String expected, String source) {
    var good = assertInstanceOf(Good.class, decode(codec, port, payload), source);
    assertEquals(
        expected,
        good.readings().stream().map(LoraCodecsTest::text).collect(Collectors.joining(";")),
        source);
  }

  @Test
  void aPayloadOnAnotherPortSaysWhichPortWasWanted() {
    DecodedFrame frame = new Dragino.Lht65().decode(5, new byte[11], Optional.empty());
    assertEquals(new Bad("port", 0, "5", "2"), frame);
  }

  @Test
  void everyCodecIsTried() {
    var tried = new TreeSet<String>();
    published().forEach(row -> tried.add(row[0]));
    var untried = new ArrayList<>(LoraCodecs.names());
    untried.removeAll(tried);
    assertEquals(
        List.of("milesight-em400-udl", "milesight-em500-lgt", "milesight-em500-pp"), untried);
  }

  @Test
  void everyReadingIsAmongThoseThatTheCodecPromisesAndInTheirUnit() {
    for (String[] row : published()) {
      Map<String, Unit> promised = LoraCodecs.of(row[0]).orElseThrow().readings();
      if (decode(row[0], row[1], row[2]) instanceof Good good) {
        good.readings().forEach(r -> assertEquals(promised.get(r.point()), r.unit(), r.point()));
      }
    }
  }

  @Test
  void whatAMilesightSensorKeptHasTheTimeItCarries() {
    var good =
        assertInstanceOf(Good.class, decode("milesight-em300", "85", "20CE9E74466310015D00"));
    assertEquals(
        Optional.of(Instant.ofEpochSecond(1_665_561_758)), good.readings().getFirst().time());
  }

  @Test
  void aSenseCapCheckValueThatDoesNotHoldIsTold() {
    var bad =
        assertInstanceOf(Bad.class, decode("sensecap", "2", "010110B068000001021088F400008CFE"));
    assertEquals(new Bad("check value", 14, "8CFE", "8CFF"), bad);
  }

  @Test
  void aChannelThatTheModelDoesNotHaveIsToldWithItsPlace() {
    var bad = assertInstanceOf(Bad.class, decode("milesight-em500-udl", "85", "01756407FF1E00"));
    assertEquals(3, bad.offset());
    assertEquals("channel and type", bad.what());
  }

  /// Every cut, every flipped bit, and noise: told, never thrown.
  @Test
  void noPayloadBreaksACodec() {
    var random = new Random(20260714);
    for (String name : LoraCodecs.names()) {
      for (String[] row : published()) {
        byte[] whole = HexFormat.of().parseHex(row[2]);
        for (int length = 0; length <= whole.length; length++) {
          explained(name, random.nextInt(256), Arrays.copyOf(whole, length));
        }
        for (int bit = 0; bit < whole.length * 8; bit++) {
          byte[] flipped = whole.clone();
          flipped[bit / 8] ^= (byte) (1 << bit % 8);
          explained(name, Integer.parseInt(row[1]), flipped);
        }
      }
      for (int round = 0; round < 500; round++) {
        byte[] noise = new byte[random.nextInt(64)];
        random.nextBytes(noise);
        explained(name, 2, noise);
      }
    }
  }

  @Test
  void aModelIsKnownByTheNameThatTheNetworkHasForIt() {
    assertEquals(Optional.of("dragino-lse01"), LoraCodecs.suggested("", "Dragino_LSE01", "x"));
    assertEquals(Optional.of("milesight-em500-udl"), LoraCodecs.suggested("EM500-UDL-868M"));
    assertEquals(Optional.of("milesight-em300-di"), LoraCodecs.suggested("em300-di"));
    assertEquals(Optional.of("cayenne-lpp"), LoraCodecs.suggested("any node with LPP"));
    assertEquals(Optional.empty(), LoraCodecs.suggested("Test device"));
  }

  private static void explained(String name, int port, byte[] payload) {
    DecodedFrame told = LoraCodecs.of(name).orElseThrow().decode(port, payload, NOW);
    if (told instanceof Bad bad) {
      assertTrue(bad.offset() >= 0 && !bad.got().isBlank() && !bad.wanted().isBlank(), bad + "");
    }
  }

  private static DecodedFrame decode(String codec, String port, String payload) {
    return LoraCodecs.of(codec)
        .orElseThrow()
        .decode(Integer.parseInt(port), HexFormat.of().parseHex(payload), NOW);
  }

  private static String text(Reading reading) {
    String value =
        Double.isNaN(reading.value())
            ? "missing"
            : BigDecimal.valueOf(reading.value()).stripTrailingZeros().toPlainString();
    return reading.point() + "=" + value + " " + reading.unit().ucum();
  }
}
