package org.fieldbeacon.hydrology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.FrameDecoder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Published and constructed frames with what they say; each row names its source.
public final class Vectors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Vectors() {}

  public static List<JsonNode> rows(String file) {
    try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream("/" + file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(JSON::readTree)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<DecodedFrame> decode(FrameDecoder decoder, String input) {
    List<DecodedFrame> frames = new ArrayList<>();
    try {
      decoder.decode(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), frames::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return frames;
  }

  public static List<DecodedFrame> decode(FrameDecoder decoder, byte[] frame) {
    return decode(decoder, HexFormat.of().formatHex(frame));
  }

  /// Readings as short texts: point, value, unit, time.
  public static List<String> readings(DecodedFrame frame) {
    if (!(frame instanceof DecodedFrame.Good good)) {
      throw new AssertionError("got " + frame);
    }
    return good.readings().stream()
        .map(
            r ->
                r.point()
                    + " "
                    + (Double.isNaN(r.value()) ? "missing" : String.valueOf(r.value()))
                    + " "
                    + r.unit().ucum()
                    + " "
                    + r.time().map(Object::toString).orElse("-"))
        .toList();
  }

  /// Equal by value: 4 is 4.0, absent is null, and an object has at least what is stated.
  public static void same(String where, JsonNode stated, @Nullable JsonNode got) {
    if (stated.isNull() || got == null || got.isNull()) {
      assertTrue(stated.isNull() && (got == null || got.isNull()), where + ": got " + got);
    } else if (stated.isNumber()) {
      assertEquals(stated.asDouble(), got.asDouble(), where);
    } else if (stated.isArray()) {
      assertEquals(stated.size(), got.size(), where + got);
      for (int i = 0; i < stated.size(); i++) {
        same(where + " " + i, stated.get(i), got.get(i));
      }
    } else if (stated.isObject()) {
      for (String name : stated.propertyNames()) {
        same(where + " " + name, stated.get(name), got.get(name));
      }
    } else {
      assertEquals(stated.asString(), got.asString(), where);
    }
  }

  /// A frame's parts as a JSON reader sees them.
  public static JsonNode json(Object fields) {
    return JSON.readTree(JSON.writeValueAsString(fields));
  }
}
