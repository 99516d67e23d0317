package org.fieldbeacon.hydrology.szy206;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.hydrology.code.Digits;
import org.fieldbeacon.hydrology.code.FieldTime;
import org.fieldbeacon.hydrology.code.Hex;

/// Tp at the end of the data: second, minute, hour, day, month, year as decimal digits and the
/// allowed delay in minutes (table 10), seven bytes; older terminals send five, without month and
/// year.
///
/// @param digits `ssmmHHDD` or `ssmmHHDDMMYY`
/// @param delayMin 0..255, 0 is do not check
record TimeLabel(String digits, int delayMin) {
  static final int LONG = 7;
  static final int SHORT = 5;

  /// The label in the last `length` bytes; empty when they are no time.
  static Optional<TimeLabel> read(byte[] data, int length) {
    if (data.length < length) {
      return Optional.empty();
    }
    String digits = Hex.of(data, data.length - length, length - 1);
    if (!Digits.isDecimal(digits)) {
      return Optional.empty();
    }
    var label = new TimeLabel(digits, data[data.length - 1] & 0xFF);
    return label
            .at(length == LONG ? label.two(10) : 0, length == LONG ? label.two(8) : 1)
            .isPresent()
        ? Optional.of(label)
        : Optional.empty();
  }

  /// When; empty for a label without month and year.
  Optional<Instant> time() {
    return isLong() ? at(two(10), two(8)) : Optional.empty();
  }

  /// When; a label without month and year means the last such day before `received`, or the day
  /// after it when the clocks differ.
  Instant near(Instant received) {
    if (isLong()) {
      return time().orElse(received);
    }
    OffsetDateTime latest = received.plus(Duration.ofHours(12)).atOffset(FieldTime.BEIJING);
    for (int back = 0; back < 3; back++) {
      OffsetDateTime month = latest.minusMonths(back);
      Optional<Instant> at = at(month.getYear() % 100, month.getMonthValue());
      if (at.isPresent() && !at.get().isAfter(latest.toInstant())) {
        return at.get();
      }
    }
    return received;
  }

  boolean isLong() {
    return digits.length() == 12;
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (isLong()) {
      fields.put("time", time().map(FieldTime::text).orElse(digits));
    } else {
      fields.put("sec", digits.substring(0, 2));
      fields.put("min", digits.substring(2, 4));
      fields.put("hour", digits.substring(4, 6));
      fields.put("day", digits.substring(6, 8));
    }
    fields.put("delay_min", delayMin);
    return fields;
  }

  private Optional<Instant> at(int year, int month) {
    return FieldTime.of(year, month, two(6), two(4), two(2), two(0));
  }

  private int two(int at) {
    return Integer.parseInt(digits, at, at + 2, 10);
  }
}
