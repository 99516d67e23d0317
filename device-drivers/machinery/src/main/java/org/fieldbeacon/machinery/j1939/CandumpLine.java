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

  private CandumpLine() {}

  /// What stands in a line, in order.
  sealed interface Entry {
    record Frame(Optional<Instant> time, int canId, String id, byte[] data) implements Entry {}

    record Wrong(Bad bad) implements Entry {}
  }

  static List<Entry> read(String line) {
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
        entries.add(frame(time, spaced.group(1), data, spaced.start(1)));
      }
      return entries;
    }
    Matcher compact = COMPACT.matcher(line);
    while (compact.find()) {
      entries.add(frame(time, compact.group(1), compact.group(2), compact.start()));
    }
    if (entries.isEmpty()) {
      String shown = line.length() > 60 ? line.substring(0, 60) + "..." : line;
      entries.add(
          new Entry.Wrong(new Bad("line", 0, "\"" + shown + "\"", "id#data as candump writes it")));
    }
    return entries;
  }

  private static Entry frame(Optional<Instant> time, String id, String dataText, int at) {
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
