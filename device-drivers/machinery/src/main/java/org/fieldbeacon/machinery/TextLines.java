package org.fieldbeacon.machinery;

import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.ReportProtocol.Heard;
import org.fieldbeacon.driver.ReportProtocol.Session;

/// Sessions of protocols with one frame a line.
public final class TextLines {
  private TextLines() {}

  /// A session that gives each line, without its end, to `line`. A line that was cut off before its
  /// end is told as bad: half a frame can look like a whole one.
  public static Session session(BiConsumer<String, Heard> line) {
    return (bytes, from, to, isLast, heard) -> {
      int end = from;
      while (end < to && bytes[end] != '\n') {
        end++;
      }
      if (end == to) {
        if (isLast) {
          heard.bad(new Bad("line", end - from, "no end", "a line feed"));
        }
        return isLast ? to : from;
      }
      String text = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1).strip();
      if (!text.isEmpty()) {
        line.accept(text, heard);
      }
      return end + 1;
    };
  }
}
