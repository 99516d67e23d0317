package org.fieldbeacon.contract.cap;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fieldbeacon.contract.AlarmMessage.Position;
import org.fieldbeacon.contract.ContractException;
import org.fieldbeacon.contract.cap.CapAlert.Circle;
import org.fieldbeacon.contract.cap.CapAlert.Polygon;
import org.fieldbeacon.contract.cap.CapAlert.Reference;

/// The small notations inside CAP's elements: words, times, places, references.
final class CapText {
  /// CAP-v1.2 §3.3.2 DateTime: no fraction, no Z.
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[-+]\\d\\d:\\d\\d");

  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter OFFSET =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private CapText() {}

  /// `ALL_CLEAR` is `AllClear`, `MET` is `Met`; the one acronym stays.
  static String word(Enum<?> constant) {
    return constant.name().equals("CBRNE")
        ? "CBRNE"
        : Arrays.stream(constant.name().split("_", -1))
            .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining());
  }

  static <E extends Enum<E>> E constant(String where, Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(c -> word(c).equals(word))
        .findFirst()
        .orElseThrow(() -> bad(where, word, "one of " + words(type)));
  }

  private static String words(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(CapText::word)
        .collect(Collectors.joining(", "));
  }

  /// UTC is written `-00:00`, CAP-v1.2 §3.3.2.
  static String time(OffsetDateTime time) {
    return time.getOffset().equals(ZoneOffset.UTC)
        ? LOCAL.format(time) + "-00:00"
        : OFFSET.format(time);
  }

  static OffsetDateTime time(String where, String text) {
    String trimmed = text.strip();
    String wanted = "a time like 2026-07-14T08:00:00+08:00, without Z or fraction";
    if (!TIME.matcher(trimmed).matches()) {
      throw bad(where, text, wanted);
    }
    try {
      return OffsetDateTime.parse(trimmed.replace("-00:00", "+00:00"));
    } catch (DateTimeException e) {
      throw bad(where, text, wanted);
    }
  }

  static String polygon(Polygon polygon) {
    return polygon.corners().stream().map(CapText::position).collect(Collectors.joining(" "));
  }

  static Polygon polygon(String where, String text) {
    return new Polygon(
        BLANKS.splitAsStream(text.strip()).map(pair -> position(where, pair)).toList());
  }

  static String circle(Circle circle) {
    return position(circle.centre()) + " " + number(circle.radiusKm());
  }

  static Circle circle(String where, String text) {
    String[] parts = BLANKS.split(text.strip(), -1);
    if (parts.length != 2) {
      throw bad(where, text, "latitude,longitude radius-in-km");
    }
    return new Circle(position(where, parts[0]), number(where, parts[1]));
  }

  private static String position(Position p) {
    return number(p.latitudeDeg()) + "," + number(p.longitudeDeg());
  }

  private static Position position(String where, String pair) {
    String[] parts = pair.split(",", -1);
    if (parts.length != 2) {
      throw bad(where, pair, "latitude,longitude");
    }
    return new Position(number(where, parts[0]), number(where, parts[1]));
  }

  static String number(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  static double number(String where, String text) {
    try {
      double value = text.length() > 32 ? Double.NaN : new BigDecimal(text.strip()).doubleValue();
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw bad(where, text, "a decimal number");
    }
    throw bad(where, text, "a finite decimal number");
  }

  static String references(List<Reference> references) {
    return references.stream()
        .map(r -> r.sender() + "," + r.identifier() + "," + time(r.sent()))
        .collect(Collectors.joining(" "));
  }

  static List<Reference> references(String where, String text) {
    return BLANKS
        .splitAsStream(text.strip())
        .filter(triple -> !triple.isEmpty())
        .map(triple -> reference(where, triple))
        .toList();
  }

  private static Reference reference(String where, String triple) {
    String[] parts = triple.split(",", -1);
    if (parts.length != 3) {
      throw bad(where, triple, "sender,identifier,sent");
    }
    return new Reference(parts[0], parts[1], time(where, parts[2]));
  }

  static ContractException bad(String where, String got, String wanted) {
    String shown = got.length() > 80 ? got.substring(0, 80) + "…" : got;
    return new ContractException(
        where + ": got \"" + shown.replaceAll("\\s+", " ") + "\", wanted " + wanted);
  }
}
