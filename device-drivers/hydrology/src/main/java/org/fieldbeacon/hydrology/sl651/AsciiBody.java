package org.fieldbeacon.hydrology.sl651;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.hydrology.code.Digits;
import org.fieldbeacon.hydrology.code.Hex;

/// Reads an ASCII body (6.6.2): four digits of serial, twelve of time, then words parted by blanks:
/// identifier and value. No capture of a real station was at hand; where implementations differ,
/// both ways are read: the station's class as a letter or its code, a step with or without its
/// number repeated, the twelve values of an hour as numbers or as one string of hex.
final class AsciiBody {
  private static final int PREFIX = 16;
  private static final int GROUP_VALUES = 12;
  private static final Pattern STEP = Pattern.compile("DR([DHN])([0-9]{2})");

  private final Frame frame;
  private final byte[] body;
  private final BodyNotes notes;
  private String[] words = {};
  private int[] places = {};
  private int at;
  private Duration step = Duration.ZERO;

  AsciiBody(Frame frame, byte[] body) {
    this.frame = frame;
    this.body = body;
    this.notes = new BodyNotes(frame.station());
  }

  Body read() {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    if (body.length < PREFIX || !text.substring(0, 4).chars().allMatch(HexFormat::isHexDigit)) {
      notes.undecoded(frame.bodyOffset(), body, 0, "wanted four digits of serial, twelve of time");
      return notes.done();
    }
    notes.serial(Integer.parseInt(text, 0, 4, 16));
    notes.sentAt(text.substring(4, PREFIX));
    int raw = rawFrom(text);
    split(text.substring(PREFIX, raw < 0 ? text.length() : raw));
    readWords();
    if (raw >= 0) {
      readRaw(text, raw);
    }
    return notes.done();
  }

  /// Manual text and pictures go unencoded and fill the rest.
  private static int rawFrom(String text) {
    for (String mark : List.of("RGZS ", "PIC ", "\u00F2\u00F2", "\u00F3\u00F3")) {
      int found = text.indexOf(mark, PREFIX);
      if (found >= 0 && (found == PREFIX || mark.length() == 2 || text.charAt(found - 1) == ' ')) {
        return found;
      }
    }
    return -1;
  }

  private void readRaw(String text, int raw) {
    int head = text.startsWith("RGZS ", raw) ? 5 : text.startsWith("PIC ", raw) ? 4 : 2;
    byte[] rest = Arrays.copyOfRange(body, raw + head, body.length);
    if (text.charAt(raw) == 'R' || text.charAt(raw) == '\u00F2') {
      notes.manual(rest);
    } else {
      notes.picture(rest);
    }
  }

  private void split(String text) {
    List<String> found = new ArrayList<>();
    List<Integer> where = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int blank = text.indexOf(' ', from);
      int to = blank < 0 ? text.length() : blank;
      if (to > from) {
        found.add(text.substring(from, to));
        where.add(PREFIX + from);
      }
      from = to + 1;
    }
    words = found.toArray(String[]::new);
    places = where.stream().mapToInt(Integer::intValue).toArray();
  }

  private void readWords() {
    int function = frame.function();
    if (at < words.length && words[at].equals("ST")) {
      readStation();
    }
    if (!frame.up() && Function.namesOnly(function)) {
      readNames();
    } else if (Function.isConfiguration(function)) {
      readParameters();
    } else if (frame.up() && function == Function.VERSION) {
      notes.field("version", String.join(" ", rest()));
    } else if (function >= Function.PUMPS && function <= Function.EVENTS) {
      if (at < words.length) {
        notes.field("data", String.join(" ", rest()));
      }
    } else {
      while (at < words.length && readGroup()) {
        // Each group moves on.
      }
    }
  }

  private boolean readGroup() {
    String word = words[at].toUpperCase(Locale.ROOT);
    Matcher dr = STEP.matcher(word);
    if (word.equals("ST")) {
      return readStation();
    }
    if (word.equals("TT")) {
      if (at + 1 >= words.length) {
        return undecoded("got TT without a time");
      }
      notes.observedAt(words[at + 1]);
      at += 2;
      step = Duration.ZERO;
      return true;
    }
    if (dr.matches()) {
      return readStep(dr);
    }
    if (isNumber(word) && word.length() != 2) {
      return undecoded("got the number " + word + ", wanted an identifier");
    }
    return step.isZero() ? readSingle() : readSeries();
  }

  /// Address, then the class when the time or nothing follows it: `H` and `Q` are elements too.
  private boolean readStation() {
    if (at + 1 >= words.length) {
      return undecoded("got ST without an address");
    }
    String address = words[at + 1].toUpperCase(Locale.ROOT);
    at += 2;
    String stationClass = "";
    if (at < words.length && (at + 1 >= words.length || words[at + 1].equals("TT"))) {
      stationClass = classOf(words[at]);
      if (!stationClass.isEmpty()) {
        at++;
      }
    }
    notes.station(address, stationClass);
    return true;
  }

  private static String classOf(String word) {
    if (word.length() == 1 && StationClass.isOne(word.charAt(0))) {
      return word;
    }
    if (word.length() == 2 && word.chars().allMatch(HexFormat::isHexDigit)) {
      int code = Integer.parseInt(word, 16);
      return StationClass.isOne(code) ? String.valueOf((char) code) : "";
    }
    return "";
  }

  private boolean readStep(Matcher dr) {
    int number = Integer.parseInt(dr.group(2));
    step =
        switch (dr.group(1)) {
          case "D" -> Duration.ofDays(number);
          case "H" -> Duration.ofHours(number);
          default -> Duration.ofMinutes(number);
        };
    notes.step((int) step.toDays(), step.toHoursPart(), step.toMinutesPart());
    at++;
    if (at < words.length && Digits.isDecimal(words[at])) {
      at++;
    }
    return true;
  }

  private boolean readSingle() {
    Element element = element(words[at]);
    if (at + 1 >= words.length) {
      return undecoded("got " + words[at] + " without a value");
    }
    at++;
    if (element.id().equals("45")) {
      return readStatus();
    }
    if (isGroup(element)) {
      readTwelve(element);
      return true;
    }
    String word = words[at++];
    notes.value(element, "", word, digits(word), notes.time());
    return true;
  }

  private boolean readStatus() {
    String raw = words[at];
    if (raw.length() > 8 || !raw.chars().allMatch(HexFormat::isHexDigit)) {
      return undecoded("status: got " + raw + ", wanted eight hex digits");
    }
    notes.status("", raw, Long.parseLong(raw, 16));
    at++;
    return true;
  }

  /// Several identifiers, then their values in turn, time after time (6.6.4.4).
  private boolean readSeries() {
    List<Element> columns = new ArrayList<>();
    while (at < words.length && !isValue(words[at]) && !isMark(words[at])) {
      columns.add(element(words[at]));
      at++;
    }
    if (columns.isEmpty()) {
      return undecoded("got no identifier after the time step");
    }
    if (columns.size() == 1 && isGroup(columns.getFirst())) {
      readTwelve(columns.getFirst());
      return true;
    }
    Optional<Instant> first = notes.time();
    int count = 0;
    while (at < words.length && isValue(words[at])) {
      Element element = columns.get(count % columns.size());
      Duration later = step.multipliedBy(count / columns.size());
      notes.value(element, "", words[at], digits(words[at]), first.map(t -> t.plus(later)));
      at++;
      count++;
    }
    return count > 0 || undecoded("got no values after the identifiers");
  }

  /// Up to twelve numbers, or one string of hex as in a HEX body.
  private void readTwelve(Element element) {
    int scale = element.id().equals("F4") ? 1 : 2;
    List<Optional<BigDecimal>> numbers = new ArrayList<>();
    var raw = new StringBuilder();
    Optional<List<Optional<BigDecimal>>> packed = packed(words[at], scale);
    if (packed.isPresent()) {
      raw.append(words[at++]);
      numbers = packed.get();
    } else {
      while (at < words.length && numbers.size() < GROUP_VALUES && isValue(words[at])) {
        raw.append(raw.isEmpty() ? "" : " ").append(words[at]);
        numbers.add(counted(words[at++], scale));
      }
    }
    if (numbers.isEmpty()) {
      undecoded("element " + element.ascii() + ": got no values");
      return;
    }
    notes.group(element, "", raw.toString(), numbers, notes.time());
  }

  private static Optional<List<Optional<BigDecimal>>> packed(String word, int width) {
    if (word.length() != 2 * width * GROUP_VALUES
        || !word.chars().allMatch(HexFormat::isHexDigit)) {
      return Optional.empty();
    }
    List<Optional<BigDecimal>> numbers = new ArrayList<>();
    for (int i = 0; i < word.length(); i += 2 * width) {
      int raw = Integer.parseInt(word, i, i + 2 * width, 16);
      boolean none = raw == (width == 1 ? 0xFF : 0xFFFF);
      numbers.add(none ? Optional.empty() : Optional.of(BigDecimal.valueOf(raw, width)));
    }
    return Optional.of(numbers);
  }

  /// A number without a point counts tenths of a millimetre or centimetres (table C.1).
  private static Optional<BigDecimal> counted(String word, int scale) {
    return AsciiNumber.read(word).map(n -> word.contains(".") ? n : n.movePointLeft(scale));
  }

  private void readNames() {
    if (frame.function() == Function.QUERY_INTERVAL && at + 1 < words.length) {
      Map<String, Object> query = new LinkedHashMap<>();
      query.put("from", "20" + words[at]);
      query.put("to", "20" + words[at + 1]);
      notes.field("query", query);
      at += 2;
    }
    if (at < words.length) {
      Matcher dr = STEP.matcher(words[at].toUpperCase(Locale.ROOT));
      if (dr.matches()) {
        readStep(dr);
      }
    }
    if (Function.isConfiguration(frame.function())) {
      while (at < words.length) {
        notes.element(Parameters.name(words[at++].toUpperCase(Locale.ROOT), ""));
      }
    } else if (at < words.length) {
      notes.field("query_elements", new ArrayList<Object>(rest()));
    }
  }

  private void readParameters() {
    while (at < words.length) {
      var shown = Parameters.name(words[at++].toUpperCase(Locale.ROOT), "");
      if (at < words.length) {
        shown.put("value", words[at++]);
      }
      notes.element(shown);
    }
  }

  private List<String> rest() {
    List<String> left = Arrays.asList(words).subList(at, words.length);
    at = words.length;
    return left;
  }

  private static Element element(String word) {
    return Element.ofAscii(word)
        .orElseGet(
            () ->
                word.length() == 2 && word.chars().allMatch(HexFormat::isHexDigit)
                    ? Element.ofId(word.toUpperCase(Locale.ROOT))
                    : Element.vendors(safe(word), word));
  }

  /// A point's name has letters, digits and dashes only.
  private static String safe(String word) {
    String plain = word.replaceAll("[^A-Za-z0-9]", "");
    return plain.isEmpty()
        ? Hex.of(word.getBytes(StandardCharsets.ISO_8859_1))
        : plain.substring(0, Math.min(40, plain.length()));
  }

  private static boolean isGroup(Element element) {
    return element.id().compareTo("F4") >= 0
        && element.id().compareTo("FC") <= 0
        && element.id().length() == 2
        && !element.isVendors();
  }

  private static boolean isValue(String word) {
    return isNumber(word) || isNone(word);
  }

  private static boolean isNumber(String word) {
    return AsciiNumber.read(word).isPresent();
  }

  private static boolean isNone(String word) {
    return word.equals("M") || word.matches("A{2,}|F{2,}");
  }

  private static boolean isMark(String word) {
    return word.equals("ST") || word.equals("TT") || STEP.matcher(word).matches();
  }

  private static Digits digits(String word) {
    if (isNone(word)) {
      return new Digits.None();
    }
    Optional<BigDecimal> number = AsciiNumber.read(word);
    return number.isPresent() ? new Digits.Decimal(number.get()) : new Digits.Garbled();
  }

  private boolean undecoded(String why) {
    int from = at < places.length ? places[at] : body.length;
    notes.undecoded(frame.bodyOffset() + from, body, from, why);
    return false;
  }
}
