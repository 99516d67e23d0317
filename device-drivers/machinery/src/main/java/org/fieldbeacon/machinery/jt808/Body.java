package org.fieldbeacon.machinery.jt808;

import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// Reads the body of a message from front to back. Texts are GBK, times BCD at GMT+8 (JT/T 808-2019
/// §4.2 and §8.12).
final class Body {
  static final ZoneOffset GMT_8 = ZoneOffset.ofHours(8);
  private static final Charset GBK = Charset.forName("GBK");
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX");

  /// The body ends before what its message must have.
  static final class TooShort extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooShort(int wanted, int left) {
      super(wanted + " bytes wanted, " + left + " left", null, false, false);
    }
  }

  private final byte[] bytes;
  private final int to;
  private int at;

  Body(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private Body(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
  }

  /// What is left, to be read a second time.
  Body copy() {
    return new Body(bytes, at, to);
  }

  int left() {
    return to - at;
  }

  int u8() {
    return bytes[take(1)] & 0xFF;
  }

  int u16() {
    return Jt808Header.u16(bytes, take(2));
  }

  long u32() {
    int from = take(4);
    return (long) Jt808Header.u16(bytes, from) << 16 | Jt808Header.u16(bytes, from + 2);
  }

  String hex(int length) {
    int from = take(length);
    return HexFormat.of().withUpperCase().formatHex(bytes, from, from + length);
  }

  byte[] bytes(int length) {
    int from = take(length);
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  /// The next bytes as a body of their own.
  Body part(int length) {
    int from = take(length);
    return new Body(bytes, from, from + length);
  }

  /// A text in a field of this length, up to its first zero byte, without blanks around it.
  String text(int length) {
    int from = take(length);
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, GBK).strip();
  }

  /// `YYMMDDhhmmss` in six bytes of BCD; empty when it is no time.
  Optional<Instant> time() {
    return time(hex(6));
  }

  static Optional<Instant> time(String digits) {
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    try {
      int[] parts = new int[6];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = Integer.parseInt(digits.substring(2 * i, 2 * i + 2));
      }
      var time =
          LocalDateTime.of(2000 + parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
      return Optional.of(time.toInstant(GMT_8));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  static String iso(Instant time) {
    return SECONDS.format(OffsetDateTime.ofInstant(time, GMT_8));
  }

  private int take(int length) {
    if (length > left()) {
      throw new TooShort(length, left());
    }
    at += length;
    return at - length;
  }
}
