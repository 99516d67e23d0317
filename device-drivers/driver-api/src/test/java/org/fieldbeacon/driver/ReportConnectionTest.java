package org.fieldbeacon.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.junit.jupiter.api.Test;

/// Frames here are `<` … `>`; what stands between them is noise, told byte by byte.
class ReportConnectionTest {
  private final List<String> frames = new ArrayList<>();
  private final ReportConnection connection =
      new ReportConnection(
          ReportConnectionTest::next,
          new ReportProtocol.Heard() {
            @Override
            public boolean report(String address, List<Reading> readings) {
              return frames.add(address);
            }

            @Override
            public boolean isKnown(String address) {
              return true;
            }

            @Override
            public void answer(byte[] bytes) {}

            @Override
            public void bad(Bad bad) {}
          });

  private static int next(
      byte[] bytes, int from, int to, boolean isLast, ReportProtocol.Heard heard) {
    if (bytes[from] != '<') {
      heard.bad(new Bad("start", from, "noise", "<"));
      return from + 1;
    }
    for (int i = from; i < to; i++) {
      if (bytes[i] == '>') {
        heard.report(Integer.toString(i + 1 - from), List.of());
        return i + 1;
      }
    }
    if (isLast) {
      heard.bad(new Bad("end", to, "nothing", ">"));
      return to;
    }
    return from;
  }

  private void send(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    connection.received(bytes, bytes.length);
  }

  @Test
  void noiseIsCountedUntilAFrameHolds() {
    send("x".repeat(100));
    assertEquals(100, connection.bytesSinceFrame());
    send("<1>");
    assertEquals(0, connection.bytesSinceFrame());
    send("y");
    assertEquals(1, connection.bytesSinceFrame());
  }

  @Test
  void aFrameLongerThanTheFirstBufferArrivesWholeAtEveryCut() {
    String frame = "<" + "a".repeat(5000) + ">";
    for (int cut = 0; cut <= frame.length(); cut += 97) {
      send(frame.substring(0, cut));
      send(frame.substring(cut) + "<b>");
    }
    assertEquals(52 * 2, frames.size());
    assertEquals(List.of("5002", "3"), frames.subList(0, 2));
    assertFalse(connection.isWaiting());
  }

  @Test
  void whatNeverEndsIsDroppedAtTheLongestFrame() {
    send("<" + "a".repeat(1 << 16));
    assertTrue(connection.bytesSinceFrame() >= 1 << 16);
    send("<b>");
    assertEquals(List.of("3"), frames);
  }

  @Test
  void silenceEndsWhatHasBegun() {
    send("<ab");
    assertTrue(connection.isWaiting());
    connection.quiet();
    assertFalse(connection.isWaiting());
    assertEquals(3, connection.bytesSinceFrame());
  }
}
