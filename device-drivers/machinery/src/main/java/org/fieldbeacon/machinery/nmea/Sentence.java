package org.fieldbeacon.machinery.nmea;

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
    String[] parts = body.split(",", -1);
    String address = parts[0];
    boolean isWellFormed =
        address.length() >= 3
            && address.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'A' && c <= 'Z');
    if (!isWellFormed) {
      return wrong("address", 1, shown(address), "talker and type, as GPGGA");
    }
    int talker = address.charAt(0) == 'P' ? 1 : address.length() - 3;
    return new Parsed.Whole(
        new Sentence(
            address.substring(0, talker),
            address.substring(talker),
            List.of(parts).subList(1, parts.length),
            checksum));
  }

  /// Field `i` from 0; empty when there is none.
  String field(int i) {
    return i < fields.size() ? fields.get(i) : "";
  }

  OptionalDouble number(int i) {
    return number(field(i));
  }

  static OptionalDouble number(String text) {
    return text.matches("[+-]?\\d{1,15}(\\.\\d{0,15})?|[+-]?\\.\\d{1,15}")
        ? OptionalDouble.of(Double.parseDouble(text))
        : OptionalDouble.empty();
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
    return HexFormat.of().withUpperCase().toHexDigits((byte) xor);
  }

  private static Parsed wrong(String what, int offset, String got, String wanted) {
    return new Parsed.Wrong(new Bad(what, offset, got.isBlank() ? "\"" + got + "\"" : got, wanted));
  }

  private static String shown(String text) {
    return text.length() > 40 ? "\"" + text.substring(0, 40) + "...\"" : "\"" + text + "\"";
  }
}
