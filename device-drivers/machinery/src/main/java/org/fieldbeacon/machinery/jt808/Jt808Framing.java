package org.fieldbeacon.machinery.jt808;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.FrameFile;

/// Finds messages in a stream of bytes. Pure: bytes in, verdict out.
///
/// `7E head body XOR 7E`; between the marks 7E is written 7D 02 and 7D is written 7D 01 (JT/T
/// 808-2019 §4.4.2). Two messages may share one mark. Terminals are met that leave a 7D as it is;
/// the check value and the length decide.
final class Jt808Framing {
  private static final int MARK = 0x7E;
  private static final int ESCAPE = 0x7D;
  private static final int AUTHENTICATION = 0x0102;
  private static final int REGISTERED = 0x8100;

  private Jt808Framing() {}

  /// What the bytes say.
  sealed interface Found {
    /// Not all there: `bad` is what it is if nothing more comes.
    record Incomplete(Bad bad) implements Found {}

    /// A message without marks and check value; the next may begin at `end`.
    record Whole(byte[] message, int xor, int end) implements Found {}

    /// No message; the next may begin at `end`.
    record Spoilt(Bad bad, int end) implements Found {}

    /// Nothing worth a word: a mark that ends what has been told already.
    record Skip(int end) implements Found {}
  }

  /// What begins at `from`.
  static Found find(byte[] bytes, int from, int to) {
    int start = indexOfMark(bytes, from, to);
    if (start > from) {
      return new Found.Spoilt(
          new Bad("start", 0, FrameFile.shown(bytes, from, start), "7E"), start);
    }
    if (from + 1 < to && bytes[from + 1] == MARK) {
      return new Found.Skip(from + 1);
    }
    int close = indexOfMark(bytes, from + 1, to);
    if (close == to) {
      return new Found.Incomplete(
          new Bad("end", to - from, "the end of the input", "7E after " + (to - from) + " bytes"));
    }
    boolean mayBeShared = close + 1 < to && bytes[close + 1] != MARK;
    return message(bytes, from, close, mayBeShared ? close : close + 1);
  }

  /// A message that was pasted without its marks: escapes undone or not, and told only when length
  /// and check value hold.
  static Optional<Found.Whole> withoutMarks(byte[] bytes, int from, int to) {
    if (indexOfMark(bytes, from, to) < to && bytes[from] == MARK) {
      return Optional.empty();
    }
    byte[] plain = Arrays.copyOfRange(bytes, from, to);
    byte[] marked = new byte[plain.length + 2];
    marked[0] = MARK;
    marked[marked.length - 1] = MARK;
    System.arraycopy(plain, 0, marked, 1, plain.length);
    return Stream.of(
            checked(marked, 0, marked.length - 1, plain, to),
            message(marked, 0, plain.length + 1, to))
        .filter(Found.Whole.class::isInstance)
        .map(Found.Whole.class::cast)
        .findFirst();
  }

  private static Found message(byte[] bytes, int from, int close, int end) {
    var message = new ByteArrayOutputStream(close - from);
    for (int i = from + 1; i < close; i++) {
      int b = bytes[i] & 0xFF;
      boolean isEscaped = b == ESCAPE && i + 1 < close && (bytes[i + 1] == 1 || bytes[i + 1] == 2);
      if (isEscaped) {
        i++;
        b = bytes[i] == 1 ? ESCAPE : MARK;
      }
      message.write(b);
    }
    return checked(bytes, from, close, message.toByteArray(), end);
  }

  private static Found checked(byte[] bytes, int from, int close, byte[] message, int end) {
    if (message.length < 5 || message.length < Jt808Header.length(message) + 1) {
      return new Found.Spoilt(
          new Bad("length", 1, message.length + " bytes", "a head and a check value"), end);
    }
    int last = message.length - 1;
    int stated = message[last] & 0xFF;
    int computed = xor(message, last);
    if (stated != computed) {
      boolean isEscaped = close - from > 2 && bytes[close - 2] == ESCAPE;
      int offset = close - (isEscaped ? 2 : 1) - from;
      return new Found.Spoilt(new Bad("check value", offset, hex(stated), hex(computed)), end);
    }
    Jt808Header header = Jt808Header.read(message);
    int body = last - header.length();
    if (body != header.bodyLength()) {
      return new Found.Spoilt(
          new Bad("body length", 3, String.valueOf(header.bodyLength()), String.valueOf(body)),
          end);
    }
    return new Found.Whole(Arrays.copyOf(message, last), stated, end);
  }

  /// Blanks authentication codes, escapes and check value with them. What stands ahead of the first
  /// mark may be the rest of one.
  static void conceal(byte[] captured) {
    int mark = indexOfMark(captured, 0, captured.length);
    if (mark < captured.length) {
      Arrays.fill(captured, 0, mark, (byte) 0);
    }
    while (mark < captured.length) {
      int close = indexOfMark(captured, mark + 1, captured.length);
      concealMessage(captured, mark + 1, close);
      mark = close;
    }
  }

  /// @param to the closing mark, or the end of what was captured
  private static void concealMessage(byte[] captured, int from, int to) {
    var head = new ByteArrayOutputStream();
    int secretAt = Integer.MAX_VALUE;
    for (int i = from; i < to; i++) {
      if (head.size() >= secretAt) {
        captured[i] = 0;
        continue;
      }
      int b = captured[i] & 0xFF;
      if (b == ESCAPE && i + 1 < to && (captured[i + 1] == 1 || captured[i + 1] == 2)) {
        i++;
        b = captured[i] == 1 ? ESCAPE : MARK;
      }
      head.write(b);
      if (head.size() == 4) {
        secretAt = secretAt(head.toByteArray());
      }
    }
  }

  /// Where in a message the authentication code begins; beyond its end where there is none.
  private static int secretAt(byte[] head) {
    return switch (Jt808Header.u16(head, 0)) {
      case AUTHENTICATION -> Jt808Header.length(head);
      case REGISTERED -> Jt808Header.length(head) + 3;
      default -> Integer.MAX_VALUE;
    };
  }

  /// A message made ready to send.
  static byte[] wrap(byte[] message) {
    var bytes = new ByteArrayOutputStream(message.length + 8);
    bytes.write(MARK);
    for (byte b : message) {
      escape(bytes, b);
    }
    escape(bytes, xor(message, message.length));
    bytes.write(MARK);
    return bytes.toByteArray();
  }

  private static void escape(ByteArrayOutputStream bytes, int b) {
    switch (b & 0xFF) {
      case MARK -> {
        bytes.write(ESCAPE);
        bytes.write(2);
      }
      case ESCAPE -> {
        bytes.write(ESCAPE);
        bytes.write(1);
      }
      default -> bytes.write(b);
    }
  }

  static int xor(byte[] bytes, int length) {
    int xor = 0;
    for (int i = 0; i < length; i++) {
      xor ^= bytes[i];
    }
    return xor & 0xFF;
  }

  static String hex(int value) {
    return HexFormat.of().withUpperCase().toHexDigits((byte) value);
  }

  private static int indexOfMark(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == MARK) {
        return i;
      }
    }
    return to;
  }
}
