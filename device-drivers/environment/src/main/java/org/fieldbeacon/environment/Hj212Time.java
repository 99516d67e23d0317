package org.fieldbeacon.environment;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/// Times of HJ 212: `YYYYMMDDhhmmss`, with three more digits in QN. The standard names no zone;
/// stations keep Beijing time.
final class Hj212Time {
  static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);

  private Hj212Time() {}

  /// Empty when `text` is not 14 or 17 digits that make a time.
  static Optional<Instant> instant(String text) {
    if (text.length() != 14 && text.length() != 17
        || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    try {
      var time =
          LocalDateTime.of(
              number(text, 0, 4),
              number(text, 4, 6),
              number(text, 6, 8),
              number(text, 8, 10),
              number(text, 10, 12),
              number(text, 12, 14),
              text.length() == 17 ? number(text, 14, 17) * 1_000_000 : 0);
      return Optional.of(time.toInstant(BEIJING));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /// `YYYYMMDDhhmmss`.
  static String digits(Instant time) {
    return number(time).substring(0, 14);
  }

  /// The same and milliseconds, as in QN.
  static String number(Instant time) {
    var local = LocalDateTime.ofInstant(time, BEIJING);
    var text = new StringBuilder(17);
    pad(text, local.getYear(), 4);
    pad(text, local.getMonthValue(), 2);
    pad(text, local.getDayOfMonth(), 2);
    pad(text, local.getHour(), 2);
    pad(text, local.getMinute(), 2);
    pad(text, local.getSecond(), 2);
    return pad(text, local.getNano() / 1_000_000, 3).toString();
  }

  /// ISO 8601 with milliseconds and the zone.
  static String iso(Instant time) {
    var local = LocalDateTime.ofInstant(time, BEIJING);
    var text = new StringBuilder(29);
    pad(text, local.getYear(), 4).append('-');
    pad(text, local.getMonthValue(), 2).append('-');
    pad(text, local.getDayOfMonth(), 2).append('T');
    pad(text, local.getHour(), 2).append(':');
    pad(text, local.getMinute(), 2).append(':');
    pad(text, local.getSecond(), 2).append('.');
    return pad(text, local.getNano() / 1_000_000, 3).append("+08:00").toString();
  }

  private static StringBuilder pad(StringBuilder text, int value, int digits) {
    String number = String.valueOf(value);
    for (int i = number.length(); i < digits; i++) {
      text.append('0');
    }
    return text.append(number);
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text.substring(from, to));
  }
}
