package org.fieldbeacon.firepanel;

import java.util.HexFormat;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.FrameFile;

/// Finds frames in a stream of bytes by start, length, end and checksum together: start and end
/// marks occur inside frames too. Pure: bytes in, verdict out.
final class Gb26875Framing {
  private Gb26875Framing() {}

  /// What the bytes say.
  sealed interface Found {
    /// Not all there: `bad` is what it is if nothing more comes.
    record Incomplete(Bad bad) implements Found {}

    /// A frame; the next may begin at `end`.
    record Whole(Gb26875Frame frame, int end) implements Found {}

    /// A frame whose checksum does not hold; the next may begin at `end`.
    record Damaged(Bad bad, Gb26875Frame frame, int end) implements Found {}

    /// No frame; the next may begin at `end`.
    record Spoilt(Bad bad, int end) implements Found {}
  }

  /// What begins at `from`.
  static Found find(byte[] bytes, int from, int to) {
    int start = start(bytes, from, to);
    if (start > from) {
      return new Found.Spoilt(
          new Bad("start", 0, FrameFile.shown(bytes, from, start), "4040"), start);
    }
    if (to - from < Gb26875Frame.HEADER) {
      return new Found.Incomplete(
          new Bad("length", 0, to - from + " bytes", "a header of " + Gb26875Frame.HEADER));
    }
    int length = Gb26875Frame.u16(bytes, from + 24);
    if (length > Gb26875Frame.MOST_UNIT) {
      return new Found.Spoilt(
          new Bad("length of the application unit", 24, String.valueOf(length), "0..1024"),
          from + 2);
    }
    int end = from + Gb26875Frame.OVERHEAD + length;
    if (end > to) {
      return new Found.Incomplete(
          new Bad("length", 24, to - from + " bytes", "a frame of " + (end - from)));
    }
    return whole(bytes, from, length, end);
  }

  private static Found whole(byte[] bytes, int from, int length, int end) {
    if (bytes[end - 2] != 0x23 || bytes[end - 1] != 0x23) {
      return new Found.Spoilt(
          new Bad("end", end - 2 - from, FrameFile.shown(bytes, end - 2, end), "2323"), from + 2);
    }
    int stated = bytes[end - 3] & 0xFF;
    int computed = Gb26875Frame.checksum(bytes, from, length);
    if (stated != computed) {
      var bad = new Bad("check value", end - 3 - from, hex(stated), hex(computed));
      return new Found.Damaged(bad, Gb26875Frame.read(bytes, from), end);
    }
    return new Found.Whole(Gb26875Frame.read(bytes, from), end);
  }

  /// Where `40 40` stands first, or a last `40` that may become one; else the end.
  private static int start(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == 0x40 && (i + 1 == to || bytes[i + 1] == 0x40)) {
        return i;
      }
    }
    return to;
  }

  static String hex(int value) {
    return HexFormat.of().withUpperCase().toHexDigits((byte) value);
  }
}
