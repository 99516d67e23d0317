package org.fieldbeacon.machinery.j1939;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.driver.DecodedFrame.Bad;

/// Lines of `candump` and its kind: `(1518110000.123456) can0 0CF00400#F0FFA1161CFFFFFF`, ` can0
/// 0CF00400 [8] F0 FF A1 ..`, or the bare `id#data`, one or more a line.
final class CandumpLine {
  /// Stamps before this are counted from the start of a recording and are no time of day.
  private static final double YEAR_2000_S = 946_684_800;

  private static final Pattern STAMP = Pattern.compile("^\\((\\d{1,10})\\.(\\d{1,9})\\)\\s*");
  private static final Pattern COMPACT =
      Pattern.compile("(?<![\\w#])([0-9A-Fa-f]{1,8})#([0-9A-Za-z.#]*)");
  private static final Pattern SPACED =
      Pattern.compile(
          "(?:^|\\s)([0-9A-Fa-f]{3,8})\\s+\\[(\\d{1,2})\\]((?:\\s+[0-9A-Fa-f]{2}){0,64})(.*)$");

  /// As other programs write them: `18FEF100 8 FF ..`, `0x18FEF100,8,FF,..`, `1 18FEF100x Rx d 8 FF
  /// ..`, `ID: 18fef100 X Rx DL: 8 ff ..`.
  private static final Pattern LOOSE =
      Pattern.compile(
          "(?:^|[\\s,;:)])(?:0[xX])?([0-9A-Fa-f]{8})[xXhH]?"
              + "(?:[\\s,;:]+(?:[RrTt][Xx]|[XSRED]|d|-|DL|DLC|Len)){0,6}"
              + "(?:[\\s,;:]+\\[?([0-8])\\]?)?"
              + "((?:[\\s,;:]+(?:0[xX])?[0-9A-Fa-f]{2}){0,8})"
              + "(?:\\s+[A-Za-z]\\w*:.*)?\\s*$");

  private static final Pattern SLCAN =
      Pattern.compile("[Tt][0-9A-Fa-f]{3,8}[0-8](?:[0-9A-Fa-f]{2}){0,10}");

  private CandumpLine() {}

  /// What stands in a line, in order.
  sealed interface Entry {
    record Frame(Optional<Instant> time, int canId, String id, byte[] data) implements Entry {}

    record Wrong(Bad bad) implements Entry {}
  }

  static List<Entry> read(String line) {
    return asLogged(line).<List<Entry>>map(List::of).orElseGet(() -> search(line));
  }

  /// The usual line of `candump -L`, without search: `(sec.micros) can0 ID#DATA`; empty for any
  /// other.
  private static Optional<Entry.Frame> asLogged(String line) {
    int hash = line.indexOf('#');
    int end = line.length();
    int id = hash - 8;
    boolean isUsual =
        id > 0
            && line.charAt(0) == '('
            && line.charAt(id - 1) == ' '
            && line.charAt(id) <= '1'
            && end - hash <= 17
            && (end - hash) % 2 == 1;
    if (!isUsual) {
      return Optional.empty();
    }
    int point = line.indexOf('.');
    int close = line.indexOf(')');
    if (point < 2 || point > 11 || close < point + 2 || close > point + 10 || close > id) {
      return Optional.empty();
    }
    long seconds = decimal(line, 1, point);
    long fraction = decimal(line, point + 1, close);
    int canId = hex(line, id, hash);
    byte[] data = new byte[(end - hash) / 2];
    for (int i = 0; i < data.length; i++) {
      int at = hash + 1 + 2 * i;
      int value = hex(line, at, at + 2);
      if (value < 0) {
        return Optional.empty();
      }
      data[i] = (byte) value;
    }
    if (seconds < 0 || fraction < 0 || canId < 0) {
      return Optional.empty();
    }
    for (int digits = close - point - 1; digits < 9; digits++) {
      fraction *= 10;
    }
    Optional<Instant> time =
        seconds < YEAR_2000_S
            ? Optional.empty()
            : Optional.of(Instant.ofEpochSecond(seconds, fraction));
    return Optional.of(
        new Entry.Frame(
            time, canId, line.substring(id, hash).toUpperCase(java.util.Locale.ROOT), data));
  }

  /// -1 when a character is no digit.
  private static long decimal(String line, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = line.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /// At most 31 bits; -1 when a character is no digit.
  private static int hex(String line, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = line.charAt(i);
      if (!HexFormat.isHexDigit(c)) {
        return -1;
      }
      value = value << 4 | HexFormat.fromHexDigit(c);
    }
    return value;
  }

  private static List<Entry> search(String line) {
    Optional<Instant> time = time(line);
    List<Entry> entries = new ArrayList<>();
    Matcher spaced = SPACED.matcher(line);
    if (line.indexOf('#') < 0 && spaced.find()) {
      String data = spaced.group(3).replaceAll("\\s", "");
      int stated = Integer.parseInt(spaced.group(2));
      if (stated * 2 != data.length()) {
        entries.add(
            new Entry.Wrong(
                new Bad(
                    "length",
                    spaced.start(2),
                    "[" + stated + "] and " + data.length() / 2 + " bytes",
                    "as many bytes as stated")));
      } else {
        boolean isRemote = spaced.group(4).contains("remote");
        entries.add(frame(time, spaced.group(1), isRemote ? "R" : data, spaced.start(1)));
      }
      return entries;
    }
    Matcher compact = COMPACT.matcher(line);
    while (compact.find()) {
      entries.add(frame(time, compact.group(1), compact.group(2), compact.start()));
    }
    if (entries.isEmpty() && line.indexOf('#') < 0) {
      entries.addAll(elsewhere(line, time));
    }
    if (entries.isEmpty()) {
      String shown = line.length() > 60 ? line.substring(0, 60) + "..." : line;
      entries.add(
          new Entry.Wrong(new Bad("line", 0, "\"" + shown + "\"", "id#data as candump writes it")));
    }
    return entries;
  }

  /// Not as `candump` writes it.
  private static List<Entry> elsewhere(String line, Optional<Instant> time) {
    List<Entry> entries = new ArrayList<>();
    for (String part : line.split("[\r\u0007\\s]+", -1)) {
      if (SLCAN.matcher(part).matches()) {
        switch (Slcan.read(part)) {
          case Slcan.Said.Data(var frame) -> entries.add(frame);
          case Slcan.Said.Wrong(var bad) -> entries.add(new Entry.Wrong(bad));
          case Slcan.Said.Other(), Slcan.Said.Status(int _) ->
              entries.add(
                  new Entry.Wrong(
                      new Bad("id", 0, part, "29 bits as eight hex digits: J1939 has no others")));
        }
      }
    }
    Matcher loose = LOOSE.matcher(line);
    if (!entries.isEmpty() || !loose.find()) {
      return entries;
    }
    String data = loose.group(3).replaceAll("0[xX](?=[0-9A-Fa-f]{2})|[\\s,;:]", "");
    String stated = loose.group(2);
    entries.add(
        stated != null && Integer.parseInt(stated) * 2 != data.length()
            ? new Entry.Wrong(
                new Bad(
                    "length",
                    loose.start(2),
                    stated + " and " + data.length() / 2 + " bytes",
                    "as many bytes as stated"))
            : frame(time, loose.group(1), data, loose.start(1)));
    return entries;
  }

  private static Entry frame(Optional<Instant> time, String id, String dataText, int at) {
    if (dataText.startsWith("#")) {
      return new Entry.Wrong(
          new Bad("data", at + id.length() + 1, "a frame of CAN FD (##)", "a classical frame"));
    }
    if (dataText.startsWith("R") || dataText.startsWith("r")) {
      return new Entry.Wrong(
          new Bad(
              "data", at + id.length() + 1, "a remote frame", "data: J1939 has no remote frames"));
    }
    if (id.length() != 8 || id.charAt(0) > '1') {
      return new Entry.Wrong(
          new Bad("id", at, id, "29 bits as eight hex digits: J1939 has no others"));
    }
    String data = dataText.replace(".", "");
    boolean isHex = data.length() % 2 == 0 && data.chars().allMatch(HexFormat::isHexDigit);
    if (!isHex || data.length() > 16) {
      String shown = dataText.length() > 40 ? dataText.substring(0, 40) + "..." : dataText;
      return new Entry.Wrong(
          new Bad("data", at + id.length() + 1, "\"" + shown + "\"", "0..8 bytes of hex"));
    }
    return new Entry.Frame(
        time,
        HexFormat.fromHexDigits(id),
        id.toUpperCase(java.util.Locale.ROOT),
        HexFormat.of().parseHex(data));
  }

  private static Optional<Instant> time(String line) {
    Matcher stamp = STAMP.matcher(line);
    if (!stamp.find() || Double.parseDouble(stamp.group(1)) < YEAR_2000_S) {
      return Optional.empty();
    }
    long nanos = Long.parseLong((stamp.group(2) + "000000000").substring(0, 9));
    return Optional.of(Instant.ofEpochSecond(Long.parseLong(stamp.group(1)), nanos));
  }
}
