package org.fieldbeacon.machinery.nmea;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;
import org.fieldbeacon.driver.DecodedFrame.Bad;

/// One sentence: `$GPGGA,fields*hh`, the sum being the XOR of all characters between `$` and `*`
/// (NMEA 0183 4.1 §5.3).
///
/// @param talker `GP`, `GN`, `BD` ..; `P` for a maker's own sentence
/// @param type `GGA`, `RMC` ..; all after `P` for a maker's own
/// @param fields what stands between the commas
record Sentence(String talker, String type, List<String> fields, String checksum) {
  private static final HexFormat UPPER = HexFormat.of().withUpperCase();
  private static final int MOST_DIGITS = 15;
  private static final double[] TENS = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  /// What a line says.
  sealed interface Parsed {
    record Whole(Sentence sentence) implements Parsed {}

    record Wrong(Bad bad) implements Parsed {}
  }

  /// @param text a line; what stands ahead of `$` or `!` is passed over
  static Parsed parse(String text) {
    int start = start(text);
    if (start < 0) {
      return wrong("start", 0, shown(text), "$ or !");
    }
    int star = text.indexOf('*', start);
    if (star < 0 || star + 3 > text.length()) {
      return wrong(
          "check value", text.length() - start, "the end of the line", "* and two hex digits");
    }
    String stated = text.substring(star + 1, star + 3);
    String computed = checksum(text, start + 1, star);
    if (!stated.equalsIgnoreCase(computed)) {
      return wrong("check value", star + 1 - start, stated, computed);
    }
    String rest = text.substring(star + 3).strip();
    if (!rest.isEmpty()) {
      return wrong("end", star + 3 - start, shown(rest), "the end of the line");
    }
    return sentence(text.substring(start + 1, star), computed);
  }

  private static Parsed sentence(String body, String checksum) {
    int comma = body.indexOf(',');
    String address = comma < 0 ? body : body.substring(0, comma);
    if (!isAddress(address)) {
      return wrong("address", 1, shown(address), "talker and type, as GPGGA");
    }
    int talker = address.charAt(0) == 'P' ? 1 : address.length() - 3;
    return new Parsed.Whole(
        new Sentence(
            address.substring(0, talker),
            address.substring(talker),
            Collections.unmodifiableList(fields(body, comma)),
            checksum));
  }

  private static boolean isAddress(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'A' || c > 'Z')) {
        return false;
      }
    }
    return text.length() >= 3;
  }

  /// What stands behind each comma.
  private static List<String> fields(String body, int firstComma) {
    List<String> fields = new ArrayList<>(20);
    for (int comma = firstComma; comma >= 0; ) {
      int next = body.indexOf(',', comma + 1);
      fields.add(body.substring(comma + 1, next < 0 ? body.length() : next));
      comma = next;
    }
    return fields;
  }

  /// Field `i` from 0; empty when there is none.
  String field(int i) {
    return i < fields.size() ? fields.get(i) : "";
  }

  OptionalDouble number(int i) {
    return number(field(i));
  }

  /// A sign, at most 15 digits, a point, at most 15 digits; one digit at least.
  static OptionalDouble number(String text) {
    int at = !text.isEmpty() && (text.charAt(0) == '+' || text.charAt(0) == '-') ? 1 : 0;
    int whole = digits(text, at);
    int end = at + whole;
    int fraction = 0;
    if (end < text.length() && text.charAt(end) == '.') {
      fraction = digits(text, end + 1);
      end += 1 + fraction;
    }
    boolean isNumber =
        end == text.length()
            && whole + fraction > 0
            && whole <= MOST_DIGITS
            && fraction <= MOST_DIGITS;
    if (!isNumber) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        whole + fraction > MOST_DIGITS ? Double.parseDouble(text) : quotient(text, at, fraction));
  }

  /// The same double as [Double#parseDouble] gives: both numbers of the division are exact.
  private static double quotient(String text, int from, int fraction) {
    long digits = 0;
    for (int at = from; at < text.length(); at++) {
      if (text.charAt(at) != '.') {
        digits = digits * 10 + text.charAt(at) - '0';
      }
    }
    double value = digits / TENS[fraction];
    return text.charAt(0) == '-' ? -value : value;
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - from;
  }

  /// Degrees of `ddmm.mmmm` and a hemisphere in fields `i` and `i + 1`; south and west negative.
  OptionalDouble degrees(int i) {
    OptionalDouble value = number(i);
    String hemisphere = field(i + 1);
    if (value.isEmpty() || hemisphere.isEmpty() || "NSEW".indexOf(hemisphere.charAt(0)) < 0) {
      return OptionalDouble.empty();
    }
    double whole = Math.floor(value.getAsDouble() / 100);
    double minutes = value.getAsDouble() - whole * 100;
    double degrees = whole + minutes / 60;
    double limit = "NS".contains(hemisphere) ? 90 : 180;
    if (minutes >= 60 || degrees > limit || value.getAsDouble() < 0) {
      return OptionalDouble.empty();
    }
    boolean isNegative = hemisphere.equals("S") || hemisphere.equals("W");
    return OptionalDouble.of(isNegative ? -degrees : degrees);
  }

  private static int start(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '$' || text.charAt(i) == '!') {
        return i;
      }
    }
    return -1;
  }

  private static String checksum(String text, int from, int to) {
    int xor = 0;
    for (int i = from; i < to; i++) {
      xor ^= text.charAt(i);
    }
    return UPPER.toHexDigits((byte) xor);
  }

  private static Parsed wrong(String what, int offset, String got, String wanted) {
    return new Parsed.Wrong(new Bad(what, offset, got.isBlank() ? "\"" + got + "\"" : got, wanted));
  }

  private static String shown(String text) {
    return text.length() > 40 ? "\"" + text.substring(0, 40) + "...\"" : "\"" + text + "\"";
  }
}
