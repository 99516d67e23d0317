package org.fieldbeacon.agent.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fieldbeacon.driver.FrameDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Each protocol by its name, through the verb: one JSON line a frame, of the same shape for all.
class EveryDecoderIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String MAVLINK =
      "FE1CC801012140E201007EE9B514F0DAB9437056020050C3000000027AFF02000E6AB61F";

  /// Name, a frame as it is pasted, whether it measures something.
  private static final List<Sample> SAMPLES =
      List.of(
          new Sample("sl651", "7E7E00987654321012342F0008027E0822101110074703C3AE", false),
          new Sample("szy206", "681568B34406070001C0AAAAAAAAAA004040000000000101E516", true),
          new Sample(
              "hj212",
              "##0111QN=1617957600465;ST=21;CN=1011;PW=123456;MN=DXCBZ000000005;Flag=5;"
                  + "CP=&&PolId=w01018;SystemTime=20210409164000&&D801",
              false),
          new Sample(
              "gb26875",
              "4040000001010F220E190713010000000000FFFF00000000120002960100035B010000000200000F"
                  + "220E190713F12323",
              false),
          new Sample(
              "jt808",
              "7E0200002C013800138000000100000000000C0003021230F306C5C9180067003E010F2607140830000104"
                  + "00001A2B0202012C300118310112037E",
              true),
          new Sample("sdi12", "0M!00101", false),
          new Sample("modbus-rtu", "01030000000305CB", false),
          new Sample("modbus-tcp", "000100000006010300000003", false),
          new Sample("j1939", "(1518045678.000000) can0 0CF00400#207D87481400F087", true),
          new Sample(
              "nmea0183",
              "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47",
              true),
          new Sample("mavlink", MAVLINK, true),
          new Sample(
              "chirpstack",
              "{\"deviceInfo\":{\"devEui\":\"0101010101010101\"},\"time\":\"2022-07-18T09:34:15Z\","
                  + "\"fPort\":1,\"data\":\"qg==\",\"rxInfo\":[{\"gatewayId\":\"x\",\"rssi\":-36}]}",
              true),
          new Sample(
              "dji",
              "{\"tid\":\"x\",\"timestamp\":1667220916697,\"gateway\":\"x\","
                  + "\"data\":{\"humidity\":62}}",
              true));

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  record Sample(String protocol, String line, boolean measures) {
    @Override
    public String toString() {
      return protocol;
    }
  }

  static List<Sample> samples() {
    return SAMPLES;
  }

  @Test
  void allThirteenNamesAreThere() {
    Set<String> known =
        FrameDecoder.all()
            .map(FrameDecoder::protocol)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(13, SAMPLES.size());
    SAMPLES.forEach(s -> assertTrue(known.contains(s.protocol()), s.protocol()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aGoodFrameIsOneLineWithItsPartsAndItsObservations(Sample sample) throws IOException {
    assertEquals(0, decode(sample.protocol(), sample.line() + "\n"), () -> out + " " + err);
    JsonNode line = JSON.readTree(only());
    assertEquals(Set.of("ok", "frame", "observations"), names(line));
    assertTrue(line.path("ok").booleanValue());
    assertTrue(line.path("frame").isObject() && !line.path("frame").isEmpty());
    assertTrue(line.path("observations").isArray());
    assertEquals(sample.measures(), !line.path("observations").isEmpty(), line.toString());
    for (JsonNode observation : line.path("observations")) {
      Set<String> names = names(observation);
      names.remove("flag");
      assertEquals(Set.of("point", "value", "unit", "time"), names);
      assertTrue(observation.path("point").isString() && observation.path("unit").isString());
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aFrameThatDoesNotHoldIsOneLineWithWhatWhereGotAndWanted(Sample sample) throws IOException {
    String broken = sample.line().substring(0, sample.line().length() - 2);
    if (sample.protocol().equals("sdi12")) {
      broken = "0M!x";
    } else if (sample.protocol().equals("j1939")) {
      broken = sample.line().replace("#207D", "#2Q7D");
    }
    assertEquals(1, decode(sample.protocol(), broken + "\n"), () -> out + " " + err);
    JsonNode line = JSON.readTree(only());
    assertEquals(Set.of("ok", "error"), names(line));
    assertFalse(line.path("ok").booleanValue());
    assertEquals(Set.of("what", "offset", "got", "wanted"), names(line.path("error")));
    assertTrue(line.path("error").path("offset").isIntegralNumber(), line.toString());
  }

  /// As a serial monitor shows it.
  @Test
  void hexMayHaveBlanksBetweenItsBytes() throws IOException {
    for (Sample sample : SAMPLES) {
      if (sample.line().matches("[0-9A-F]+") && sample.line().length() > 8) {
        decode(sample.protocol(), sample.line() + "\n");
        String plain = only();
        out.getBuffer().setLength(0);
        String spaced = sample.line().replaceAll("(..)", "$1 ").strip();
        assertEquals(0, decode(sample.protocol(), spaced + "\n"), sample.protocol());
        assertEquals(plain, only(), sample.protocol());
        out.getBuffer().setLength(0);
      }
    }
  }

  @Test
  void aDashReadsTheStandardInput() {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream((MAVLINK + "\n").getBytes(StandardCharsets.US_ASCII)));
      assertEquals(0, command().execute("mavlink", "-", "--json"), err.toString());
    } finally {
      System.setIn(before);
    }
    assertTrue(JSON.readTree(only()).path("ok").booleanValue());
  }

  /// Eight bytes of microseconds ahead of each frame.
  @Test
  void aTlogIsReadWithItsTimeStamps() throws IOException {
    long micros = 1_760_000_000_000_000L;
    byte[] record = HexFormat.of().parseHex(HexFormat.of().toHexDigits(micros) + MAVLINK);
    byte[] two = new byte[2 * record.length];
    System.arraycopy(record, 0, two, 0, record.length);
    System.arraycopy(record, 0, two, record.length, record.length);
    Path log = Files.write(folder.resolve("flight.tlog"), two);
    assertEquals(0, command().execute("mavlink", log.toString(), "--json"), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertEquals(2, lines.size());
    assertEquals(
        Map.of("at", "2025-10-09T08:53:20Z"),
        Map.of("at", JSON.readTree(lines.getFirst()).path("frame").path("recorded_at").asString()));
  }

  private String only() {
    List<String> lines = out.toString().lines().toList();
    assertEquals(1, lines.size(), () -> "lines: " + lines);
    return lines.getFirst();
  }

  private static Set<String> names(JsonNode node) {
    return node.properties().stream()
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private int decode(String protocol, String frames) throws IOException {
    Path input = Files.writeString(folder.resolve("frames.txt"), frames);
    return command()
        .execute(Stream.of(protocol, input.toString(), "--json").toArray(String[]::new));
  }

  private CommandLine command() {
    return new CommandLine(new DecodeCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true));
  }
}
