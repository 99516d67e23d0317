package org.fieldbeacon.environment;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.fieldbeacon.driver.DecodedFrame.Bad;

/// Finds packets in a stream of bytes. Pure: bytes in, verdict out.
///
/// ```
///   ## │ 4 digits │ data segment, 1..9999 bytes       │ 4 hex │ CR LF
///      │  length  │ QN=..;ST=..;...;CP=&&...&&        │  CRC  │
/// ```
///
/// HJ 212-2017 §6.2 allows 1024 bytes of data; longer ones are met and read. Devices after the 2005
/// edition are met that write the length with three digits, or count characters and not bytes.
final class Hj212Framing {
  private static final int CRC_LENGTH = 4;

  private Hj212Framing() {}

  /// What the bytes say.
  sealed interface Found {
    /// No packet begins here.
    record Nothing() implements Found {}

    /// A packet begins at `start` and is not all there.
    record Incomplete(int start, Bad asItStands) implements Found {}

    /// A packet; the next may begin at `end`.
    record Whole(byte[] data, int dataOffset, String crc, int end) implements Found {}

    /// What began here is no packet; the next may begin at `end`.
    record Spoilt(Bad bad, int end) implements Found {}
  }

  /// Looks for the first packet in `bytes` between `from` and `to`.
  static Found find(byte[] bytes, int from, int to) {
    int start = start(bytes, from, to);
    if (start < 0) {
      return new Found.Nothing();
    }
    int digits = digits(bytes, start + 2, to);
    if (digits < 4 && start + 2 + digits == to) {
      return new Found.Incomplete(
          start, new Bad("length", 2, digits + " digits and the end", "4 digits"));
    }
    if (digits < 3) {
      return new Found.Spoilt(
          new Bad("length", 2, shown(bytes, start + 2, start + 6, to), "4 digits"), start + 2);
    }
    int length = Integer.parseInt(new String(bytes, start + 2, digits, StandardCharsets.US_ASCII));
    return packet(bytes, start, 2 + digits, length, to);
  }

  private static Found packet(byte[] bytes, int start, int header, int length, int to) {
    int data = start + header;
    int end = data + length + CRC_LENGTH;
    boolean whole = end <= to && isHex(bytes, data + length);
    if (whole && crcHolds(bytes, data, length)) {
      return whole(bytes, start, header, length);
    }
    int actual = actualLength(bytes, data, to);
    if (actual > 0 && actual != length && crcHolds(bytes, data, actual)) {
      int characters = Text.of(bytes, data, actual).length();
      return characters == length
          ? whole(bytes, start, header, actual)
          : new Found.Spoilt(
              new Bad("length", 2, String.valueOf(length), String.valueOf(actual)),
              data + actual + CRC_LENGTH);
    }
    if (whole) {
      return new Found.Spoilt(
          new Bad(
              "check value",
              header + length,
              new String(bytes, data + length, CRC_LENGTH, StandardCharsets.US_ASCII),
              HexFormat.of().withUpperCase().toHexDigits((short) Hj212Crc.of(bytes, data, length))),
          end);
    }
    boolean isWithoutCheck = data + length == to && actual <= 0;
    var wrong =
        isWithoutCheck
            ? new Bad(
                "check value",
                header + length,
                "the end",
                HexFormat.of()
                    .withUpperCase()
                    .toHexDigits((short) Hj212Crc.of(bytes, data, length)))
            : new Bad(
                "length",
                2,
                length + " declared, " + (actual > 0 ? actual : to - data) + " there",
                "a data segment of that length and 4 hex digits");
    int lineEnd = indexOf(bytes, data, to, '\n');
    if (end > to && lineEnd < 0) {
      return new Found.Incomplete(start, wrong);
    }
    return new Found.Spoilt(wrong, start + 2);
  }

  private static Found whole(byte[] bytes, int start, int header, int length) {
    int data = start + header;
    byte[] segment = java.util.Arrays.copyOfRange(bytes, data, data + length);
    String crc = new String(bytes, data + length, CRC_LENGTH, StandardCharsets.US_ASCII);
    return new Found.Whole(segment, header, crc, data + length + CRC_LENGTH);
  }

  /// The last of a run of `#` that begin a packet.
  private static int start(byte[] bytes, int from, int to) {
    for (int i = from; i + 1 < to; i++) {
      boolean lastPair =
          bytes[i] == '#' && bytes[i + 1] == '#' && (i + 2 >= to || bytes[i + 2] != '#');
      if (lastPair) {
        return i;
      }
    }
    return -1;
  }

  private static int digits(byte[] bytes, int from, int to) {
    int n = 0;
    while (n < 4 && from + n < to && bytes[from + n] >= '0' && bytes[from + n] <= '9') {
      n++;
    }
    return n;
  }

  /// Length of the data segment by its own end, `&&` and four hex digits at the end of a line; 0
  /// when it has none.
  private static int actualLength(byte[] bytes, int data, int to) {
    int lineEnd = indexOf(bytes, data, to, '\n');
    int end = lineEnd < 0 ? to : lineEnd;
    while (end > data && bytes[end - 1] == '\r') {
      end--;
    }
    int segmentEnd = end - CRC_LENGTH;
    boolean closed =
        segmentEnd - 2 >= data
            && bytes[segmentEnd - 1] == '&'
            && bytes[segmentEnd - 2] == '&'
            && isHex(bytes, segmentEnd);
    return closed ? segmentEnd - data : 0;
  }

  private static boolean crcHolds(byte[] bytes, int data, int length) {
    String stated = new String(bytes, data + length, CRC_LENGTH, StandardCharsets.US_ASCII);
    return HexFormat.fromHexDigits(stated) == Hj212Crc.of(bytes, data, length);
  }

  private static boolean isHex(byte[] bytes, int at) {
    for (int i = at; i < at + CRC_LENGTH; i++) {
      if (!HexFormat.isHexDigit(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  private static int indexOf(byte[] bytes, int from, int to, char wanted) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static String shown(byte[] bytes, int from, int end, int to) {
    return "\""
        + new String(bytes, from, Math.min(end, to) - from, StandardCharsets.ISO_8859_1)
        + "\"";
  }
}
