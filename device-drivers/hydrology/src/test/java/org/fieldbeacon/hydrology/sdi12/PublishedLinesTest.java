package org.fieldbeacon.hydrology.sdi12;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.hydrology.Vectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The examples printed in the specification, and some made after it; rows of `sdi12.jsonl`.
class PublishedLinesTest {
  private final Sdi12Decoder decoder = new Sdi12Decoder();

  @Test
  void everyLineSaysWhatItsSourceSays() {
    int lines = 0;
    for (JsonNode row : Vectors.rows("sdi12.jsonl")) {
      JsonNode stated = row.get("decoded");
      if (stated.has("error")) {
        continue;
      }
      String id = row.get("id").asString();
      for (String line : ways(row)) {
        List<DecodedFrame> told = Vectors.decode(decoder, line);
        assertEquals(1, told.size(), id);
        Good good = assertInstanceOf(Good.class, told.getFirst(), id + told);
        JsonNode fields = Vectors.json(good.fields());
        for (String name : stated.propertyNames()) {
          if (name.equals("command") && !fields.has("command")) {
            continue;
          }
          Vectors.same(id + " " + name, stated.get(name), fields.get(name));
        }
        int values = stated.has("values") ? stated.get("values").size() : 0;
        assertEquals(values, good.readings().size(), id);
      }
      lines++;
    }
    assertTrue(lines >= 22, "lines: got " + lines);
  }

  @Test
  void aWrongCheckIsToldWithBoth() {
    Bad bad = assertInstanceOf(Bad.class, Vectors.decode(decoder, "0+3.14OqY").getFirst());
    assertEquals(new Bad("CRC check value", 6, "OqY", "OqZ"), bad);
    Bad packet =
        assertInstanceOf(Bad.class, Vectors.decode(decoder, "31040003FFFE0100C2AC").getFirst());
    assertEquals("CRC check value", packet.what());
    assertEquals("ACC2", packet.got());
  }

  @Test
  void theParityBitOfAnEightBitMonitorIsTakenOff() {
    byte[] bytes = "0+3.14OqZ\r\n".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] |= (byte) (Integer.bitCount(bytes[i]) % 2 << 7);
    }
    Good good = assertInstanceOf(Good.class, Vectors.decode(decoder, bytes).getFirst());
    assertEquals(3.14, good.readings().getFirst().value());
  }

  @Test
  void commandsAreReadToo() {
    for (String command :
        List.of(
            "0!",
            "?!",
            "0I!",
            "0Ab!",
            "0M!",
            "0M9!",
            "0MC!",
            "0MC1!",
            "0V!",
            "0C!",
            "0CC9!",
            "0D0!",
            "0D999!",
            "0R0!",
            "0RC9!",
            "0HA!",
            "0HB!",
            "0DB0!",
            "0IM!",
            "0IM_001!",
            "0ICC_001!",
            "0IHA_999!",
            "0IR0_001!",
            "0IV!",
            "0XHELP!")) {
      Good good =
          assertInstanceOf(Good.class, Vectors.decode(decoder, command).getFirst(), command);
      assertEquals(command, good.fields().get("command"));
    }
  }

  /// As printed, and as the hex of its bytes.
  private static List<String> ways(JsonNode row) {
    if (row.has("hex")) {
      return List.of(row.get("hex").asString());
    }
    String text = row.get("ascii").asString();
    return List.of(text, HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
