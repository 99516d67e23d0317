package org.fieldbeacon.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameLinesTest {
  private static List<String> lines(String file) throws IOException {
    List<String> lines = new ArrayList<>();
    FrameLines.forEach(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), lines::add);
    return lines;
  }

  @Test
  void givesEachLineWithoutItsEndAndPassesOverEmptyOnesAndRemarks() throws IOException {
    assertEquals(List.of("01 03", "7E7E", "last"), lines("01 03\r\n\n# a remark\n 7E7E \nlast"));
  }

  /// HJ 212-2017 §6.2: a packet begins with two of them.
  @Test
  void aPacketThatBeginsWithTwoNumberSignsIsNoRemark() throws IOException {
    assertEquals(List.of("##0004QN=1"), lines("# a packet\n##0004QN=1\r\n#\n"));
  }

  @Test
  void readsHexHoweverItIsWritten() {
    for (String hex :
        List.of(
            "010A ff",
            "01:0a:FF",
            "0x01 0x0A 0xff",
            "01,0A,FF",
            "010aff",
            "[01 0A FF]",
            "[01:0A:FF]",
            "{0x01, 0x0a, 0xff};",
            "\"010AFF\"",
            "\\x01\\x0a\\xff",
            "01h 0Ah FFh",
            "RX: 01 0A FF",
            "recv > 01 0A FF",
            "[12:00:01.250] 01 0A FF",
            "[12:00:01.250] TX: 01 0A FF")) {
      assertArrayEquals(new byte[] {1, 10, (byte) 0xff}, FrameLines.hex(hex).orElseThrow(), hex);
    }
  }

  @Test
  void whatIsNotHexIsNotReadAsSuch() {
    for (String text :
        List.of("", "0", "##0101QN=1;", "01 0", "1+23.4", "hh", "RX:", "[]", "x01", "AB: CD E")) {
      assertEquals(Optional.empty(), FrameLines.hex(text), text);
    }
  }
}
