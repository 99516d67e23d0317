package org.fieldbeacon.driver;

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

  private static final int PIECE = 8192;

  private FrameLines() {}

  /// Gives each line's text, without its end, to `line`.
  public static void forEach(InputStream in, Consumer<String> line) throws IOException {
    forEachRaw(in, bytes -> line.accept(new String(bytes, StandardCharsets.UTF_8).strip()));
  }

  /// Gives each line's bytes, without white space at either end, to `line`: for texts in an
  /// encoding that is not known beforehand.
  public static void forEachRaw(InputStream in, Consumer<byte[]> line) throws IOException {
    byte[] piece = new byte[PIECE];
    var begun = new ByteArrayOutputStream();
    for (int got = in.read(piece); got >= 0; got = in.read(piece)) {
      int from = 0;
      for (int at = 0; at < got; at++) {
        if (piece[at] == '\n') {
          if (begun.size() == 0) {
            tell(piece, from, at, line);
          } else {
            keep(begun, piece, from, at);
            tell(begun.toByteArray(), 0, begun.size(), line);
            begun.reset();
          }
          from = at + 1;
        }
      }
      keep(begun, piece, from, got);
    }
    tell(begun.toByteArray(), 0, begun.size(), line);
  }

  private static void keep(ByteArrayOutputStream begun, byte[] piece, int from, int to) {
    begun.write(piece, from, Math.min(to - from, MAX_LINE - begun.size()));
  }

  private static void tell(byte[] bytes, int from, int to, Consumer<byte[]> line) {
    byte[] stripped = strip(bytes, from, to);
    if (stripped.length > 0 && !isRemark(stripped)) {
      line.accept(stripped);
    }
  }

  /// A line that begins with one `#`; with two it is a packet of HJ 212.
  private static boolean isRemark(byte[] line) {
    return line[0] == '#' && !(line.length > 1 && line[1] == '#');
  }

  private static byte[] strip(byte[] line, int begin, int end) {
    int from = begin;
    int to = end;
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

  /// The bytes that a line of hex stands for, as monitors, logs and source code write them: in
  /// brackets, braces or quotes, with `0x`, `\x` or an `h` behind each, after a stamp in brackets
  /// or a word such as `RX:`; empty when it is not hex.
  public static Optional<byte[]> hex(String line) {
    int from = pastHeading(line);
    byte[] bytes = new byte[(line.length() - from) / 2];
    int digits = 0;
    for (int i = from; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '0' && i + 1 < line.length() && (line.charAt(i + 1) | 0x20) == 'x') {
        i++;
      } else if (HexFormat.isHexDigit(c)) {
        int at = digits++ / 2;
        if (at == bytes.length) {
          return Optional.empty();
        }
        bytes[at] = (byte) (bytes[at] << 4 | HexFormat.fromHexDigit(c));
      } else if (!isSeparator(c) && !isMark(line, from, i)) {
        return Optional.empty();
      }
    }
    return digits == 0 || digits % 2 != 0
        ? Optional.empty()
        : Optional.of(Arrays.copyOf(bytes, digits / 2));
  }

  /// Where the hex begins: behind `[12:00:00.123]`, `RX:`, `recv >`.
  private static int pastHeading(String line) {
    int at = 0;
    int close = line.indexOf(']');
    boolean isStamp =
        line.startsWith("[")
            && close > 0
            && close < line.length() - 1
            && line.substring(0, close).chars().anyMatch(c -> c == ':' || c == '.');
    if (isStamp) {
      at = close + 1;
    }
    int end = at;
    boolean isWord = false;
    while (end < line.length()
        && (Character.isLetter(line.charAt(end)) || line.charAt(end) == ' ')) {
      isWord |= line.charAt(end) != ' ' && !HexFormat.isHexDigit(line.charAt(end));
      end++;
    }
    boolean isHeading =
        isWord
            && end < line.length()
            && (line.charAt(end) == ':' || line.charAt(end) == '>' || line.charAt(end) == '=');
    return isHeading ? end + 1 : at;
  }

  private static boolean isSeparator(char c) {
    return c == ' ' || c >= '\t' && c <= '\r' || ":,-;|_[](){}<>\"'".indexOf(c) >= 0;
  }

  /// The `\x` ahead of a byte, or the `h` behind one.
  private static boolean isMark(String line, int from, int at) {
    char c = line.charAt(at);
    boolean isEscape = c == '\\' && at + 1 < line.length() && line.charAt(at + 1) == 'x';
    boolean isEscaped = c == 'x' && at > from && line.charAt(at - 1) == '\\';
    boolean isSuffix = (c | 0x20) == 'h' && at > from && HexFormat.isHexDigit(line.charAt(at - 1));
    return isEscape || isEscaped || isSuffix;
  }
}
