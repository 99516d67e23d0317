package org.fieldbeacon.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameLinesTest {
  private static List<String> lines(String file) throws IOException {
    List<String> lines = new ArrayList<>();
    FrameLines.forEach(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), lines::add);
    return lines;
  }

  @Test
  void givesEachLineWithoutItsEndAndPassesOverEmptyOnesAndRemarks() throws IOException {
    assertThat(lines("01 03\r\n\n# a remark\n 7E7E \nlast"))
        .containsExactly("01 03", "7E7E", "last");
  }

  @Test
  void aLineLongerThanTheLimitIsCutAndTheNextOneIsWhole() throws IOException {
    assertThat(lines("a".repeat(FrameLines.MAX_LINE + 10) + "\nnext"))
        .satisfiesExactly(
            l -> assertThat(l).hasSize(FrameLines.MAX_LINE), l -> assertThat(l).isEqualTo("next"));
  }

  @Test
  void readsHexHoweverItIsWritten() {
    for (String hex : List.of("010A ff", "01:0a:FF", "0x01 0x0A 0xff", "01,0A,FF", "010aff")) {
      assertThat(FrameLines.hex(hex).orElseThrow()).containsExactly(1, 10, 0xff);
    }
  }

  @Test
  void whatIsNotHexIsNotReadAsSuch() {
    for (String text : List.of("", "0", "##0101QN=1;", "01 0", "1+23.4")) {
      assertThat(FrameLines.hex(text)).isEmpty();
    }
  }
}
