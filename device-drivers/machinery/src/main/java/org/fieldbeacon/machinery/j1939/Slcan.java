package org.fieldbeacon.machinery.j1939;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.machinery.j1939.CandumpLine.Entry;

/// What an adapter says between two CRs (Lawicel CANUSB manual, "ASCII commands"). Pure.
///
/// ```
///   Tiiiiiiiildd..[tttt]   a frame of 29 bits, l bytes, ms of its minute where stamps are on
///   tiiildd..[tttt]        of 11 bits │ R, r  remote │ z, Z  sent │ Fhh  status
/// ```
final class Slcan {
  private static final int ID = 8;
  private static final int SHORT_ID = 3;
  private static final int MOST_DATA = 8;
  private static final int STAMP = 4;

  private Slcan() {}

  /// One thing an adapter says.
  sealed interface Said {
    /// A frame of 29 bits.
    record Data(Entry.Frame frame) implements Said {}

    /// A frame that J1939 does not have, an acknowledgement, or what a host says.
    record Other() implements Said {}

    /// The status byte.
    record Status(int flags) implements Said {}

    /// None of these.
    record Wrong(Bad bad) implements Said {}
  }

  /// @param text without its CR, not empty
  static Said read(String text) {
    return switch (text.charAt(0)) {
      case 'T' -> frame(text, ID, true);
      case 't' -> frame(text, SHORT_ID, true);
      case 'R' -> frame(text, ID, false);
      case 'r' -> frame(text, SHORT_ID, false);
      case 'F' -> status(text);
      case 'z', 'Z', 'V', 'v', 'N', 'C', 'O', 'L', 'l', 'S', 's', 'M', 'm', 'X', 'W', 'Q', 'A' ->
          new Said.Other();
      default -> wrong(0, text, "an answer or a frame of slcan: T, t, R, r, F, z");
    };
  }

  private static Said frame(String text, int idDigits, boolean hasData) {
    int at = 1 + idDigits;
    if (text.length() <= at) {
      return wrong(text.length(), text, idDigits + " digits of id and one of length");
    }
    if (!isHex(text, 1, at)) {
      return wrong(1, text, idDigits + " hex digits of id");
    }
    int length = text.charAt(at) - '0';
    if (length < 0 || length > MOST_DATA) {
      return wrong(at, text, "a length of 0..8");
    }
    int end = at + 1 + (hasData ? 2 * length : 0);
    boolean isWhole = text.length() == end || text.length() == end + STAMP;
    if (!isWhole || !isHex(text, at + 1, text.length())) {
      return wrong(at + 1, text, length + " bytes of hex, as stated");
    }
    if (idDigits != ID || !hasData) {
      return new Said.Other();
    }
    if (text.charAt(1) > '1') {
      return wrong(1, text, "29 bits of id");
    }
    String id = text.substring(1, at).toUpperCase(Locale.ROOT);
    return new Said.Data(
        new Entry.Frame(
            Optional.empty(),
            HexFormat.fromHexDigits(id),
            id,
            HexFormat.of().parseHex(text, at + 1, end)));
  }

  private static Said status(String text) {
    return text.length() == 3 && isHex(text, 1, 3)
        ? new Said.Status(HexFormat.fromHexDigits(text, 1, 3))
        : wrong(1, text, "two hex digits of status");
  }

  /// The names of the bits of a status byte.
  static String flags(int status) {
    var names = new StringBuilder();
    String[] bits = {
      "receive queue full",
      "send queue full",
      "error warning",
      "data overrun",
      "bit 4",
      "error passive",
      "arbitration lost",
      "bus error"
    };
    for (int bit = 0; bit < bits.length; bit++) {
      if ((status >> bit & 1) != 0) {
        names.append(names.isEmpty() ? "" : ", ").append(bits[bit]);
      }
    }
    return names.toString();
  }

  private static boolean isHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!HexFormat.isHexDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static Said wrong(int offset, String text, String wanted) {
    return new Said.Wrong(new Bad("slcan", offset, shown(text), wanted));
  }

  static String shown(String text) {
    var shown = new StringBuilder("\"");
    for (int i = 0; i < Math.min(text.length(), 40); i++) {
      char c = text.charAt(i);
      shown.append(c >= ' ' && c < 0x7F ? String.valueOf(c) : "\\x%02X".formatted((int) c));
    }
    return shown.append(text.length() > 40 ? "...\"" : "\"").toString();
  }
}
