package org.fieldbeacon.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.junit.jupiter.api.Test;

class FrameFileTest {
  /// Frames of seven bytes that begin with 1.
  private static int next(
      byte[] bytes, int from, int to, boolean isLast, java.util.function.Consumer<DecodedFrame> t) {
    if (to - from < 7) {
      if (isLast) {
        t.accept(new Bad("length", 0, to - from + " bytes", "7"));
      }
      return isLast ? to : from;
    }
    t.accept(
        bytes[from] == 1
            ? new Good(Map.of("second", (int) bytes[from + 1]), List.of())
            : new Bad("start", 0, String.valueOf(bytes[from]), "1"));
    return from + 7;
  }

  private static List<DecodedFrame> told(byte[] file) throws IOException {
    List<DecodedFrame> told = new ArrayList<>();
    FrameFile.read(new ByteArrayInputStream(file), FrameFileTest::next, told::add);
    return told;
  }

  /// 64 KiB is no multiple of seven: frames span every buffer.
  @Test
  void framesThatSpanTheBufferAreWhole() throws IOException {
    byte[] file = new byte[7 * 100_000];
    for (int i = 0; i < file.length; i += 7) {
      file[i] = 1;
    }
    List<DecodedFrame> told = told(file);
    assertEquals(100_000, told.size());
    assertTrue(told.stream().allMatch(Good.class::isInstance));
  }

  @Test
  void aFrameThatIsCutByTheEndIsToldOnce() throws IOException {
    assertEquals(2, told(new byte[] {1, 0, 0, 0, 0, 0, 0, 1, 0}).size());
  }

  @Test
  void linesOfHexHoldOneOrMoreFrames() throws IOException {
    String file = "01020000000000\n# a remark\n01 03 00 00 00 00 00 01 04 00 00 00 00 00\n";
    List<DecodedFrame> told = told(file.getBytes(StandardCharsets.US_ASCII));
    assertEquals(
        List.of(2, 3, 4),
        told.stream().map(t -> t instanceof Good g ? g.fields().get("second") : t).toList());
  }

  @Test
  void whatIsNeitherHexNorBytesIsTold() throws IOException {
    assertEquals(
        List.of(new Bad("line", 0, "\"hello\"", "hex, two digits a byte")),
        told("hello\n".getBytes(StandardCharsets.US_ASCII)));
  }
}
