package org.fieldbeacon.mqttdevices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameDecoderContract;
import org.junit.jupiter.api.Test;

/// With the uplink that ChirpStack's own documentation shows.
class ChirpStackDecoderTest extends FrameDecoderContract {
  private static final String UPLINK = documented();

  @Override
  protected FrameDecoder decoder() {
    return new ChirpStackDecoder();
  }

  @Override
  protected List<byte[]> frames() {
    return List.of(UPLINK.getBytes(UTF_8));
  }

  @Override
  protected byte[] file(byte[] frame) {
    byte[] line = java.util.Arrays.copyOf(frame, frame.length + 1);
    line[frame.length] = '\n';
    return line;
  }

  @Override
  protected boolean hasCheckValue() {
    return false;
  }

  @Test
  void theDocumentedUplinkSaysWhoHeardWhatAndHow() {
    Good good = good(UPLINK);
    Map<String, Object> fields = good.fields();
    assertEquals("up", fields.get("event"));
    assertEquals("0101010101010101", fields.get("dev_eui"));
    assertEquals("3ac7e3c4-4401-4b8d-9386-a5c902f9202d", fields.get("deduplication_id"));
    assertEquals("2022-07-18T09:34:15.775023242Z", fields.get("time"));
    assertEquals(1, fields.get("f_port"));
    assertEquals("AA", fields.get("data"));
    assertEquals(867_100_000L, fields.get("frequency_hz"));
    assertEquals(
        List.of("signal-strength=-36.0 {dBm}", "signal-noise=10.5 dB"),
        good.readings().stream().map(ChirpStackDecoderTest::text).toList());
  }

  @Test
  void aPayloadIsReadByTheCodecThatTheDeviceProfileNames() {
    String lht65 = uplink("Dragino LHT65", 2, "CBF60B0D0376010ADD7FFF");
    Good good = good(lht65);
    assertEquals("dragino-lht65", good.fields().get("codec"));
    assertEquals(28.29, reading(good, "air-temperature").value());
    assertEquals(
        "2022-07-18T09:34:15.775023242Z",
        reading(good, "air-temperature").time().orElseThrow() + "");
  }

  @Test
  void aPayloadThatIsNotOfTheNamedModelIsStillToldWithTheReason() {
    Good good = good(uplink("Dragino LHT65", 2, "CBF6"));
    assertEquals(
        "payload length at 2: got 2 bytes, wanted 11 bytes",
        good.fields().get("codec_dragino-lht65"));
  }

  @Test
  void whatTheNetworkDecodedIsToldInTheUnitsOfItsMaker() {
    Good good =
        good(
            UPLINK.replace(
                "\"data\"",
                "\"object\":{\"BatV\":3.301,\"temp_SOIL\":\"13.25\",\"conduct_SOIL\":35.0,\"odd one\":7},\"data\""));
    assertEquals(
        List.of(
            "battery-voltage=3.301 V",
            "soil-temperature=13.25 Cel",
            "soil-conductivity=35.0 uS/cm",
            "odd-one=7.0 {unstated}",
            "signal-strength=-36.0 {dBm}",
            "signal-noise=10.5 dB"),
        good.readings().stream().map(ChirpStackDecoderTest::text).toList());
  }

  /// One maker's `battery` is a percentage, another's are volts.
  @Test
  void aNameThatMakersUseInSeveralUnitsHasNone() {
    assertEquals("battery=3.3 {unstated}", ofObject("battery"));
    assertEquals("battery-voltage=3.3 V", ofObject("Bat"));
    assertEquals("relative-humidity=3.3 %", ofObject("humidity"));
  }

  private String ofObject(String name) {
    Good good = good(UPLINK.replace("\"data\"", "\"object\":{\"" + name + "\":3.3},\"data\""));
    return text(good.readings().getFirst());
  }

  @Test
  void aLineAsMosquittoSubPrintsItHasItsTopicAhead() {
    Good good = good("application/17c82e96/device/0101010101010101/event/status " + status(89, 20));
    assertEquals("status", good.fields().get("event"));
    assertEquals(
        List.of("status-battery=89.0 %", "status-margin=20.0 dB"),
        good.readings().stream().map(ChirpStackDecoderTest::text).toList());
  }

  @Test
  void aLineOfHexIsTheSame() {
    assertEquals(good(UPLINK), good(HexFormat.of().formatHex(UPLINK.getBytes(UTF_8))));
  }

  @Test
  void whatIsNoJsonIsToldWhereItStopsBeingSome() {
    var bad =
        assertInstanceOf(Bad.class, told("{\"time\": 2022-07\"}\n".getBytes(UTF_8)).getFirst());
    assertEquals("JSON", bad.what());
    assertEquals(13, bad.offset(), bad.toString());
  }

  @Test
  void eachFieldThatCannotBeIsNamed() {
    assertBad("deviceInfo.devEui", UPLINK.replace("0101010101010101", "01010101"));
    assertBad("data", UPLINK.replace("qg==", "?"));
    assertBad("fPort", UPLINK.replace("\"fPort\":1", "\"fPort\":256"));
    assertBad("time", UPLINK.replace("2022-07-18T", "18.7.2022 "));
    assertBad("topic", "application/x/event/up " + UPLINK);
  }

  private void assertBad(String what, String line) {
    assertEquals(
        what, assertInstanceOf(Bad.class, told((line + "\n").getBytes(UTF_8)).getFirst()).what());
  }

  private Good good(String line) {
    return assertInstanceOf(Good.class, told((line + "\n").getBytes(UTF_8)).getFirst());
  }

  private static Reading reading(Good good, String point) {
    return good.readings().stream().filter(r -> r.point().equals(point)).findFirst().orElseThrow();
  }

  private static String status(int battery, int margin) {
    return "{\"deviceInfo\":{\"devEui\":\"0101010101010101\"},\"time\":\"2022-07-18T09:34:15Z\",\"margin\":"
        + margin
        + ",\"batteryLevel\":"
        + battery
        + "}";
  }

  /// The documented uplink with another payload.
  static String uplink(String model, int port, String payload) {
    return UPLINK
        .replace("Test device-profile", model)
        .replace("\"fPort\":1", "\"fPort\":" + port)
        .replace("qg==", Base64.getEncoder().encodeToString(HexFormat.of().parseHex(payload)));
  }

  private static String text(Reading reading) {
    return reading.point() + "=" + reading.value() + " " + reading.unit().ucum();
  }

  private static String documented() {
    try (var in = ChirpStackDecoderTest.class.getResourceAsStream("/chirpstack-uplink.json")) {
      return new String(java.util.Objects.requireNonNull(in).readAllBytes(), UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
