package org.fieldbeacon.firepanel;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Times of six plain binary bytes: second, minute, hour, day, month, year less 2000 (GB/T
/// 26875.3-2011 §6.3). The standard names no zone; panels keep Beijing time.
final class Gb26875Time {
  static final int LENGTH = 6;
  private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX");

  private Gb26875Time() {}

  /// Empty when the bytes make no time: clocks that were never set, and BCD, are met.
  static Optional<Instant> instant(byte[] bytes, int at) {
    try {
      var time =
          LocalDateTime.of(
              2000 + (bytes[at + 5] & 0xFF),
              bytes[at + 4] & 0xFF,
              bytes[at + 3] & 0xFF,
              bytes[at + 2] & 0xFF,
              bytes[at + 1] & 0xFF,
              bytes[at] & 0xFF);
      return Optional.of(time.toInstant(BEIJING));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  static byte[] bytes(Instant time) {
    var local = LocalDateTime.ofInstant(time, BEIJING);
    return new byte[] {
      (byte) local.getSecond(),
      (byte) local.getMinute(),
      (byte) local.getHour(),
      (byte) local.getDayOfMonth(),
      (byte) local.getMonthValue(),
      (byte) (local.getYear() - 2000)
    };
  }

  /// ISO 8601 with the zone.
  static String iso(Instant time) {
    return SECONDS.format(OffsetDateTime.ofInstant(time, BEIJING));
  }
}
