package org.fieldbeacon.modbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.modbus.Framing.Found;
import org.junit.jupiter.api.Test;

/// Frames published by vendors and independent projects; each row of `modbus.jsonl` names its
/// source.
class PublishedFramesTest {
  private static final Pattern HEX = Pattern.compile("\"hex\": \"([0-9A-F]+)\"");
  private static final Pattern REQUEST = Pattern.compile("\"request\": \"([0-9A-F]+)\"");
  private static final Pattern REGISTERS = Pattern.compile("\"registers\": \\[([0-9, ]+)]");

  private final Framing.Rtu rtu = new Framing.Rtu();

  @Test
  void everyPublishedFramesCheckValueIsAsStated() throws IOException {
    int frames = 0;
    for (String row : rows()) {
      byte[] frame = Fixtures.hex(group(HEX, row));
      int stated = (frame[frame.length - 1] & 0xFF) << 8 | frame[frame.length - 2] & 0xFF;
      boolean valid = row.contains("\"verified_crc\": true");
      assertEquals(valid, Crc16.of(frame, 0, frame.length - 2) == stated, row);
      frames++;
    }
    assertTrue(frames > 20, "vectors: got " + frames);
  }

  @Test
  void everyPublishedReadAnswerGivesItsRegisters() throws IOException {
    int answers = 0;
    for (String row : rows()) {
      Matcher registers = REGISTERS.matcher(row);
      if (!registers.find() || row.contains("invalid")) {
        continue;
      }
      byte[] frame = Fixtures.hex(group(HEX, row));
      var found = rtu.find(frame, 0, frame.length, frame[0] & 0xFF, 0, frame[1] & 0xFF);
      byte[] pdu = assertInstanceOf(Found.Whole.class, found, row).pdu();
      String[] words = registers.group(1).split(", ", -1);
      for (int i = 0; i < words.length; i++) {
        int word = (pdu[2 + 2 * i] & 0xFF) << 8 | pdu[3 + 2 * i] & 0xFF;
        assertEquals(Integer.parseInt(words[i]), word, row);
      }
      answers++;
    }
    assertTrue(answers > 7, "answers: got " + answers);
  }

  @Test
  void ourReadRequestsAreTheBytesThatWerePublished() throws IOException {
    int requests = 0;
    for (String row : rows()) {
      Matcher request = REQUEST.matcher(row);
      if (!request.find()) {
        continue;
      }
      byte[] theirs = Fixtures.hex(request.group(1));
      int start = (theirs[2] & 0xFF) << 8 | theirs[3] & 0xFF;
      int quantity = (theirs[4] & 0xFF) << 8 | theirs[5] & 0xFF;
      byte[] ours = rtu.wrap(theirs[0] & 0xFF, 0, Pdu.read(theirs[1], start, quantity));
      assertArrayEquals(theirs, ours, row);
      requests++;
    }
    assertTrue(requests > 4, "requests: got " + requests);
  }

  @Test
  void aSoilProbesAnswerScalesToWhatItsManualSays() {
    // unit 1, function 3, 14 bytes: moisture 658, temperature -55 (s16), EC 1000 ...
    byte[] pdu = Fixtures.hex("030E0292FFC903E800440020002500306559");
    byte[] data = java.util.Arrays.copyOfRange(pdu, 2, 16);
    assertEquals(65.8, value(0, "u16", 0.1, data));
    assertEquals(-5.5, value(1, "s16", 0.1, data));
    assertEquals(1000, value(2, "u16", 1, data));
    assertEquals(6.8, value(3, "u16", 0.1, data));
  }

  private static double value(int register, String type, double scale, byte[] data) {
    var words =
        java.util.Map.<String, Object>of("register", register, "type", type, "scale", scale);
    return PointAddress.read(new org.fieldbeacon.driver.Attributes(words), WordOrder.ABCD)
        .value(data, 0)
        .orElseThrow();
  }

  private static List<String> rows() throws IOException {
    try (var in = PublishedFramesTest.class.getResourceAsStream("/modbus.jsonl")) {
      if (in == null) {
        throw new IOException("modbus.jsonl is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static String group(Pattern pattern, String row) {
    Matcher matcher = pattern.matcher(row);
    assertTrue(matcher.find(), row);
    return matcher.group(1);
  }
}
