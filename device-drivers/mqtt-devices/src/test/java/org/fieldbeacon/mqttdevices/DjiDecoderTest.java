package org.fieldbeacon.mqttdevices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameDecoderContract;
import org.fieldbeacon.observation.Quality;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// With the samples of DJI's Cloud API documentation.
class DjiDecoderTest extends FrameDecoderContract {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<JsonNode> SAMPLES = samples();

  @Override
  protected FrameDecoder decoder() {
    return new DjiDecoder();
  }

  @Override
  protected List<byte[]> frames() {
    List<byte[]> frames = new ArrayList<>();
    for (String id : List.of("dji-osd-x-06", "dji-events-hms-01", "dji-up-osd_info_push-01")) {
      frames.add(sample(id).path("ascii").asString().getBytes(UTF_8));
    }
    return frames;
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
  void everySampleSaysWhatTheDocumentationSays() {
    assertTrue(SAMPLES.size() >= 45, SAMPLES.size() + " samples");
    for (JsonNode sample : SAMPLES) {
      String id = sample.path("id").asString();
      Good good = good(sample.path("topic").asString() + " " + sample.path("ascii").asString());
      for (Map.Entry<String, JsonNode> said : sample.path("decoded").properties()) {
        String key = said.getKey();
        boolean isOfTheEnvelope = good.fields().containsKey(key);
        Object got = isOfTheEnvelope ? good.fields().get(key) : inData(good, key);
        boolean isByHeadingOnly =
            key.equals("method") && !sample.path("decoded").path("method_in_payload").asBoolean();
        if (!key.equals("topic_template") && !isByHeadingOnly) {
          assertEquals(said.getValue().asString(), text(got), id + " " + key);
        }
      }
    }
  }

  @Test
  void aDockTellsItsWeatherItsPlaceAndItsAircraft() {
    JsonNode sample = sample("dji-osd-x-06");
    Good good = good(sample.path("topic").asString() + " " + sample.path("ascii").asString());
    assertEquals(22.907809968, reading(good, "latitude").value());
    assertEquals(Quality.NOT_EVALUATED, reading(good, "latitude").quality());
    assertEquals(24, reading(good, "air-temperature").value());
    assertEquals(62, reading(good, "cabin-humidity").value());
    assertEquals(0, reading(good, "wind-speed").value());
    assertEquals(100, reading(good, "drone-battery-charge").value());
    assertEquals("2022-10-31T12:55:16.697Z", reading(good, "latitude").time().orElseThrow() + "");
  }

  /// The OSD of a dock comes in parts: what one says of the fix holds for the position in another.
  @Test
  void aPositionIsJudgedByTheFixThatAnotherPartTold() {
    String topic = "thing/product/DOCK1/osd ";
    List<DecodedFrame> told =
        told(
            (topic
                    + "{\"gateway\":\"DOCK1\",\"data\":{\"position_state\":{\"is_fixed\":1}}}\n"
                    + topic
                    + "{\"gateway\":\"DOCK1\",\"data\":{\"latitude\":34.9,\"longitude\":113.6}}\n"
                    + topic.replace("DOCK1", "DOCK2")
                    + "{\"gateway\":\"DOCK2\",\"data\":{\"latitude\":34.9}}\n")
                .getBytes(UTF_8));
    assertEquals(Quality.FAIL, reading((Good) told.get(1), "latitude").quality());
    assertEquals(Quality.NOT_EVALUATED, reading((Good) told.get(2), "latitude").quality());
  }

  @Test
  void whatAnAircraftCallsWindIsNoWind() {
    Good good =
        good(
            "thing/product/X/osd {\"data\":{\"attitude_head\":12.5,\"wind_speed\":30,\"height\":99}}");
    assertTrue(good.readings().stream().noneMatch(r -> r.point().equals("wind-speed")));
    assertEquals(12.5, reading(good, "heading").value());
  }

  @Test
  void aTemperatureThatCannotBeReadIsMissing() {
    Good good =
        good(
            "thing/product/X/osd {\"data\":{\"battery\":{\"batteries\":[{\"temperature\":32767}]}}}");
    assertEquals(Quality.MISSING, reading(good, "battery-temperature").quality());
  }

  @Test
  void aTimeThatCannotBeIsNone() {
    Good good = good("{\"gateway\":\"x\",\"timestamp\":16540709686556,\"data\":{\"humidity\":5}}");
    assertTrue(reading(good, "cabin-humidity").time().isEmpty());
  }

  @Test
  void whatIsNoMessageIsTold() {
    assertEquals("data", bad("{\"tid\":\"x\"}").what());
    assertEquals("message", bad("[]").what());
    assertEquals("JSON", bad("{\"tid\":").what());
    assertEquals("topic", bad("some/where/else {\"data\":{}}").what());
  }

  private static Object inData(Good good, String key) {
    return good.fields().get("data") instanceof Map<?, ?> data
        ? Objects.requireNonNullElse(data.get(key), "nothing")
        : "no data";
  }

  /// Whole numbers without a fraction, as the vectors have them.
  private static String text(@org.jspecify.annotations.Nullable Object value) {
    return String.valueOf(value);
  }

  private Good good(String line) {
    return assertInstanceOf(Good.class, told((line + "\n").getBytes(UTF_8)).getFirst());
  }

  private Bad bad(String line) {
    return assertInstanceOf(Bad.class, told((line + "\n").getBytes(UTF_8)).getFirst());
  }

  private static Reading reading(Good good, String point) {
    return good.readings().stream()
        .filter(r -> r.point().equals(point))
        .findFirst()
        .orElseThrow(() -> new AssertionError(point + " is not in " + good.readings()));
  }

  private static JsonNode sample(String id) {
    return SAMPLES.stream()
        .filter(s -> s.path("id").asString().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static List<JsonNode> samples() {
    try (var in = DjiDecoderTest.class.getResourceAsStream("/dji.jsonl")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8)
          .lines()
          .map(JSON::readTree)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
