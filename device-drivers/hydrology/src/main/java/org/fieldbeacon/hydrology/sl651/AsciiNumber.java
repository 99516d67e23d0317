package org.fieldbeacon.hydrology.sl651;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/// Decimal numbers of ASCII bodies: sign, digits, point (6.6.2.2).
final class AsciiNumber {
  private static final Pattern FORM = Pattern.compile("[+-]?[0-9]{1,20}(\\.[0-9]{1,10})?");

  private AsciiNumber() {}

  static Optional<BigDecimal> read(String word) {
    return FORM.matcher(word).matches() ? Optional.of(new BigDecimal(word)) : Optional.empty();
  }
}
