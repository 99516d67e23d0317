package org.fieldbeacon.machinery.nmea;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// UTC of sentences. Many state only the time of day; they have the date of the last sentence that
/// stated one (RMC, ZDA), or of the day after when midnight lies between.
final class NmeaClock {
  private static final Duration HALF_A_DAY = Duration.ofHours(12);

  private @Nullable LocalDate date;
  private LocalTime ofDate = LocalTime.MIN;

  /// A sentence with both; the date is kept. Empty when either is none.
  Optional<Instant> at(String time, Optional<LocalDate> stated) {
    Optional<LocalTime> ofDay = time(time);
    if (stated.isPresent() && ofDay.isPresent()) {
      date = stated.get();
      ofDate = ofDay.get();
      return Optional.of(date.atTime(ofDate).toInstant(ZoneOffset.UTC));
    }
    return Optional.empty();
  }

  /// A sentence with the time of day alone; empty before any date was stated.
  Optional<Instant> at(String time) {
    LocalDate known = date;
    return known == null
        ? Optional.empty()
        : time(time)
            .map(
                ofDay -> {
                  boolean isNextDay = Duration.between(ofDay, ofDate).compareTo(HALF_A_DAY) > 0;
                  LocalDate day = isNextDay ? known.plusDays(1) : known;
                  return day.atTime(ofDay).toInstant(ZoneOffset.UTC);
                });
  }

  /// `hhmmss.sss`; a leap second is taken as the second before it.
  static Optional<LocalTime> time(String text) {
    boolean isTime =
        digits(text, 0) == 6
            && (text.length() == 6
                || text.charAt(6) == '.'
                    && text.length() <= 16
                    && digits(text, 7) == text.length() - 7);
    if (!isTime) {
      return Optional.empty();
    }
    try {
      int second = Math.min(number(text, 4), 59);
      int nanos = 0;
      for (int at = 7; at < 16; at++) {
        nanos = nanos * 10 + (at < text.length() ? text.charAt(at) - '0' : 0);
      }
      return Optional.of(LocalTime.of(number(text, 0), number(text, 2), second, nanos));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /// `ddmmyy`; years from 80 on are of the last century.
  static Optional<LocalDate> date(String text) {
    if (text.length() != 6 || digits(text, 0) != 6) {
      return Optional.empty();
    }
    int year = number(text, 4);
    return date(year < 80 ? 2000 + year : 1900 + year, number(text, 2), number(text, 0));
  }

  static Optional<LocalDate> date(int year, int month, int day) {
    try {
      return Optional.of(LocalDate.of(year, month, day));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static int number(String text, int at) {
    return (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
  }

  /// How many stand from `from` on.
  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - from;
  }
}
