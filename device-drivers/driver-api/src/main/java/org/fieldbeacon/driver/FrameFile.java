package org.fieldbeacon.driver;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.fieldbeacon.driver.DecodedFrame.Bad;

/// Files of a protocol that is not text: lines of hex with one or more frames each, or the bytes
/// themselves as they came over the wire.
public final class FrameFile {
  private static final int PEEKED = 512;
  private static final int BUFFER = 1 << 16;

  private FrameFile() {}

  /// Finds frames in bytes. Keeps what it must know of earlier frames itself.
  @FunctionalInterface
  public interface Scanner {
    /// Tells what begins at `from` and says where to go on.
    ///
    /// @param to end of the bytes
    /// @param isLast whether no more bytes will follow; then something is always told or passed
    /// @return an index after `from`, `to` at most; `from` itself when more bytes are needed
    int next(byte[] bytes, int from, int to, boolean isLast, Consumer<DecodedFrame> told);
  }

  /// Tells every frame of `in`.
  public static void read(InputStream in, Scanner scanner, Consumer<DecodedFrame> told)
      throws IOException {
    var buffered = new BufferedInputStream(in, BUFFER);
    if (isText(buffered)) {
      FrameLines.forEach(buffered, line -> readLine(line, scanner, told));
    } else {
      readBytes(buffered, scanner, told);
    }
  }

  /// Whether the stream begins as text does: no control characters. Nothing is consumed.
  public static boolean isText(BufferedInputStream in) throws IOException {
    in.mark(PEEKED);
    byte[] first = in.readNBytes(PEEKED);
    in.reset();
    for (byte b : first) {
      boolean isControl = b >= 0 && b < ' ' && b != '\t' && b != '\r' && b != '\n' || b == 0x7F;
      if (isControl) {
        return false;
      }
    }
    return first.length == 0 || first[0] >= 0 || first[0] == (byte) 0xEF;
  }

  private static void readLine(String line, Scanner scanner, Consumer<DecodedFrame> told) {
    byte[] bytes = FrameLines.hex(line).orElse(new byte[0]);
    if (bytes.length == 0) {
      told.accept(new Bad("line", 0, quoted(line), "hex, two digits a byte"));
    }
    for (int at = 0; at < bytes.length; ) {
      at = scanner.next(bytes, at, bytes.length, true, told);
    }
  }

  private static void readBytes(InputStream in, Scanner scanner, Consumer<DecodedFrame> told)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    int held = 0;
    int got;
    do {
      got = in.read(buffer, held, buffer.length - held);
      held += Math.max(got, 0);
      int at = tellAll(buffer, held, got < 0, scanner, told);
      if (at == 0 && held == buffer.length) {
        // Nothing that begins so early can still end.
        at = tellAll(buffer, held, true, scanner, told);
      }
      System.arraycopy(buffer, at, buffer, 0, held - at);
      held -= at;
    } while (got >= 0);
  }

  /// Where to go on.
  private static int tellAll(
      byte[] bytes, int to, boolean isLast, Scanner scanner, Consumer<DecodedFrame> told) {
    int at = 0;
    while (at < to) {
      int next = scanner.next(bytes, at, to, isLast, told);
      if (next == at) {
        break;
      }
      at = next;
    }
    return at;
  }

  /// The first bytes as hex, for messages.
  public static String shown(byte[] bytes, int from, int to) {
    int end = Math.min(to, from + 16);
    var hex = java.util.HexFormat.of().withUpperCase().formatHex(bytes, from, end);
    return end < to ? hex + "... (" + (to - from) + " bytes)" : hex;
  }

  private static String quoted(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= 40
        ? "\"" + line + "\""
        : "\"" + new String(Arrays.copyOf(bytes, 40), StandardCharsets.UTF_8) + "...\"";
  }
}
