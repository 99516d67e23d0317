package org.fieldbeacon.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// All decoders, what they must keep whatever they are given, and published frames to begin with.
final class Codecs {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_TEXT = 400;

  /// In this order for ever, since inputs that were found name a decoder by its place; new ones at
  /// the end.
  private static final List<String> ORDER =
      List.of(
          "gb26875",
          "hj212",
          "j1939",
          "jt808",
          "mavlink",
          "modbus-rtu",
          "modbus-tcp",
          "nmea0183",
          "sdi12",
          "sl651",
          "szy206",
          "chirpstack",
          "dji");

  static final List<FrameDecoder> ALL =
      FrameDecoder.all().sorted(Comparator.comparing(Codecs::place)).toList();

  /// Which decoders read the frames of a file of published ones.
  private static final Map<String, List<String>> FILES =
      Map.of("modbus", List.of("modbus-rtu", "modbus-tcp"));

  private Codecs() {}

  /// A published frame and who reads it.
  record Published(String protocol, String id, byte[] bytes, boolean isText) {
    /// As it stands in a file.
    byte[] file(byte[] changed) {
      return isText
          ? concat(changed, new byte[] {'\n'})
          : (HexFormat.of().formatHex(changed) + "\n").getBytes(StandardCharsets.US_ASCII);
    }
  }

  static List<Published> published() throws IOException {
    List<Published> published = new ArrayList<>();
    try (Stream<Path> rooms = Files.walk(Path.of(".."), 5)) {
      for (Path file :
          rooms
              .filter(f -> f.toString().endsWith(".jsonl") && f.toString().contains("src/test"))
              .sorted()
              .toList()) {
        String name = file.getFileName().toString().replace(".jsonl", "");
        for (String line : Files.readAllLines(file)) {
          JsonNode row = JSON.readTree(line);
          for (String protocol : FILES.getOrDefault(name, List.of(name))) {
            if (ALL.stream().anyMatch(d -> d.protocol().equals(protocol))) {
              published.add(row(protocol, row));
            }
          }
        }
      }
    }
    return published;
  }

  private static Published row(String protocol, JsonNode row) {
    boolean isText = !row.has("hex");
    return new Published(
        protocol,
        row.get("id").asString(),
        isText
            ? row.get("ascii").asString().getBytes(StandardCharsets.UTF_8)
            : HexFormat.of().parseHex(row.get("hex").asString()),
        isText);
  }

  /// Those that are not in the list after all others, by their names.
  private static String place(FrameDecoder decoder) {
    int place = ORDER.indexOf(decoder.protocol());
    return place < 0 ? "~" + decoder.protocol() : "%03d".formatted(place);
  }

  static FrameDecoder decoder(String protocol) {
    return ALL.stream().filter(d -> d.protocol().equals(protocol)).findFirst().orElseThrow();
  }

  /// Decodes and checks all that is told: bad frames are explained, readings can be observed.
  ///
  /// @return how many frames were told
  static int decode(FrameDecoder decoder, InputStream in) {
    int[] told = new int[1];
    try {
      decoder.decode(
          in,
          frame -> {
            told[0]++;
            check(frame);
          });
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot fail to be read", e);
    }
    return told[0];
  }

  private static void check(DecodedFrame frame) {
    switch (frame) {
      case Bad(String what, int offset, String got, String wanted) -> {
        boolean isExplained = !what.isBlank() && !got.isBlank() && !wanted.isBlank() && offset >= 0;
        if (!isExplained || got.length() > MAX_TEXT || wanted.length() > MAX_TEXT) {
          throw new AssertionError("not explained: " + frame);
        }
      }
      case Good(var fields, var readings) -> {
        requirePlain(fields);
        readings.forEach(Codecs::requireObservable);
      }
    }
  }

  private static void requireObservable(Reading reading) {
    boolean isMissing = reading.quality() == Quality.MISSING;
    if (!PointId.isName(reading.point())
        || isMissing != Double.isNaN(reading.value())
        || Double.isInfinite(reading.value())) {
      throw new AssertionError("cannot be observed: " + reading);
    }
  }

  /// What JSON can say.
  private static void requirePlain(Object value) {
    switch (value) {
      case Map<?, ?> map ->
          map.forEach(
              (key, each) -> {
                if (!(key instanceof String)) {
                  throw new AssertionError("key: got " + key);
                }
                if (each != null) {
                  requirePlain(each);
                }
              });
      case List<?> list ->
          list.forEach(
              each -> {
                if (each != null) {
                  requirePlain(each);
                }
              });
      case Double number when !Double.isFinite(number) ->
          throw new AssertionError("number: got " + number);
      case String _, Number _, Boolean _ -> {}
      default -> throw new AssertionError("value: got a " + value.getClass());
    }
  }

  static byte[] concat(byte[] one, byte[] two) {
    byte[] both = java.util.Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }
}
