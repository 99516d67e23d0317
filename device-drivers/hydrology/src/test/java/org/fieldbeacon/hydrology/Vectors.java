package org.fieldbeacon.hydrology;

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

  /// A frame's parts as a JSON reader sees them.
  public static JsonNode json(Object fields) {
    return JSON.readTree(JSON.writeValueAsString(fields));
  }
}
