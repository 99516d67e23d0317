package org.fieldbeacon.hydrology.code;

import java.math.BigDecimal;
import java.math.BigInteger;

/// What a field of packed decimal digits holds.
public sealed interface Digits {
  /// A number.
  record Decimal(BigDecimal value) implements Digits {}

  /// The sender says that it has no value: all A or all F.
  record None() implements Digits {}

  /// Neither digits nor a mark.
  record Garbled() implements Digits {}

  /// Digits with the highest first, SL 651-2014 6.6.3.3: a leading FF, or FF0 before an odd number
  /// of digits, makes the number negative.
  ///
  /// @param hex the field, two characters a byte
  /// @param decimals digits after the point, 0..7
  static Digits read(String hex, int decimals) {
    if (hex.isEmpty() || all(hex, 'A') || all(hex, 'F')) {
      return new None();
    }
    int sign = 0;
    while (hex.startsWith("FF", sign)) {
      sign += 2;
    }
    String digits = hex.substring(sign);
    if (!isDecimal(digits)) {
      return new Garbled();
    }
    var number = new BigDecimal(new BigInteger(digits), decimals);
    return new Decimal(sign > 0 ? number.negate() : number);
  }

  /// Digits with the lowest byte first, SL/T 427-2021 tables 33..47.
  ///
  /// @param signed whether the highest digit is the sign: 0 plus, F minus
  static Digits readReversed(byte[] bytes, int offset, int length, int decimals, boolean signed) {
    var hex = new StringBuilder(2 * length);
    for (int i = offset + length - 1; i >= offset; i--) {
      hex.append(Hex.of(bytes[i]));
    }
    String text = hex.toString();
    if (all(text, 'A') || all(text, 'F')) {
      return new None();
    }
    boolean negative = signed && text.charAt(0) == 'F';
    String digits = negative ? text.substring(1) : text;
    if (!isDecimal(digits)) {
      return new Garbled();
    }
    var number = new BigDecimal(new BigInteger(digits), decimals);
    return new Decimal(negative ? number.negate() : number);
  }

  /// Whether `text` is decimal digits and nothing else, one or more.
  static boolean isDecimal(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean all(String text, char mark) {
    return text.chars().allMatch(c -> c == mark);
  }
}
