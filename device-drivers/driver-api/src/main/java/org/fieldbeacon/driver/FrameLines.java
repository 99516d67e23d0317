package org.fieldbeacon.driver;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/// Files with one frame a line, as people paste them: hex with or without spaces, colons, commas or
/// `0x`, or the frame's own text. Empty lines and those that begin with a single `#` are passed
/// over.
public final class FrameLines {
  /// Longest line read, in bytes; the rest of a longer one is dropped and its frame is cut.
  public static final int MAX_LINE = 1 << 20;

  private FrameLines() {}

  /// Gives each line's text, without its end, to `line`.
  public static void forEach(InputStream in, Consumer<String> line) throws IOException {
    forEachRaw(in, bytes -> line.accept(new String(bytes, StandardCharsets.UTF_8).strip()));
  }

  /// Gives each line's bytes, without white space at either end, to `line`: for texts in an
  /// encoding that is not known beforehand.
  public static void forEachRaw(InputStream in, Consumer<byte[]> line) throws IOException {
    var buffered = new BufferedInputStream(in);
    var bytes = new ByteArrayOutputStream();
    int b;
    do {
      b = buffered.read();
      if (b == '\n' || b == -1) {
        byte[] stripped = strip(bytes.toByteArray());
        bytes.reset();
        if (stripped.length > 0 && !isRemark(stripped)) {
          line.accept(stripped);
        }
      } else if (bytes.size() < MAX_LINE) {
        bytes.write(b);
      }
    } while (b != -1);
  }

  /// A line that begins with one `#`; with two it is a packet of HJ 212.
  private static boolean isRemark(byte[] line) {
    return line[0] == '#' && !(line.length > 1 && line[1] == '#');
  }

  private static byte[] strip(byte[] line) {
    int from = 0;
    int to = line.length;
    while (from < to && isBlank(line[from])) {
      from++;
    }
    while (to > from && isBlank(line[to - 1])) {
      to--;
    }
    return Arrays.copyOfRange(line, from, to);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  /// The bytes that a line of hex stands for; empty when it is not hex.
  public static Optional<byte[]> hex(String line) {
    String digits = line.replaceAll("0[xX]", "").replaceAll("[\\s:,-]", "");
    if (digits.isEmpty() || digits.length() % 2 != 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(HexFormat.of().parseHex(digits));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
