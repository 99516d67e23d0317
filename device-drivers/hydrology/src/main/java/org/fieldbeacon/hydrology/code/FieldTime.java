package org.fieldbeacon.hydrology.code;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Station clocks. The standards name no zone; stations in the field keep Beijing time. Two-digit
/// years are of this century: a clock that was never set shows 2059 or another year as absurd.
public final class FieldTime {
  public static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);

  private static final DateTimeFormatter TEXT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx");
  private static final DateTimeFormatter DIGITS = DateTimeFormatter.ofPattern("yyMMddHHmmss");

  private FieldTime() {}

  /// `YYMMDDHH`, `YYMMDDHHmm` or `YYMMDDHHmmSS`; empty when the digits are no time.
  public static Optional<Instant> read(String digits) {
    if (digits.length() < 8 || digits.length() > 12 || !Digits.isDecimal(digits)) {
      return Optional.empty();
    }
    return of(
        two(digits, 0),
        two(digits, 2),
        two(digits, 4),
        two(digits, 6),
        digits.length() >= 10 ? two(digits, 8) : 0,
        digits.length() >= 12 ? two(digits, 10) : 0);
  }

  /// Any part out of range gives nothing.
  ///
  /// @param year 0..99
  public static Optional<Instant> of(
      int year, int month, int day, int hour, int minute, int second) {
    try {
      return Optional.of(
          OffsetDateTime.of(2000 + year, month, day, hour, minute, second, 0, BEIJING).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /// As people in the station's zone write it: `2017-07-18T11:00:16+08:00`.
  public static String text(Instant time) {
    return TEXT.format(time.atOffset(BEIJING));
  }

  /// `YYMMDDHHmmSS`.
  public static String digits(Instant time) {
    return DIGITS.format(time.atOffset(BEIJING));
  }

  private static int two(String digits, int at) {
    return Integer.parseInt(digits, at, at + 2, 10);
  }
}
