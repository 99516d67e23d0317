package org.fieldbeacon.hydrology.sl651;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.hydrology.code.Digits;
import org.fieldbeacon.hydrology.code.Hex;

/// Reads a HEX/BCD body (6.6.3): serial, time, then groups of identifier and data.
///
/// ```
/// identifier = guide byte, definition byte       definition = 5 bits bytes, 3 bits decimals
///            | FF, second guide byte, definition byte
/// ```
final class HexBody {
  private static final int PREFIX = 8;
  private static final int GROUP_VALUES = 12;
  private static final int EVENT_KINDS = 32;

  private final Frame frame;
  private final byte[] body;
  private final BodyNotes notes;
  private int at;
  private Duration step = Duration.ZERO;

  HexBody(Frame frame, byte[] body) {
    this.frame = frame;
    this.body = body;
    this.notes = new BodyNotes(frame.station());
  }

  Body read() {
    if (body.length < PREFIX) {
      undecoded("got " + body.length + " bytes, wanted 8 of serial and time");
      return notes.done();
    }
    notes.serial(u16(0));
    notes.sentAt(Hex.of(body, 2, 6));
    at = PREFIX;
    readStation();
    readByFunction();
    if (at < body.length && !notes.hasUndecoded()) {
      undecoded("got " + left() + " bytes after the last group, wanted none");
    }
    return notes.done();
  }

  private void readByFunction() {
    int function = frame.function();
    if (!frame.up() && Function.namesOnly(function)) {
      readNames();
    } else if (Function.isConfiguration(function)) {
      readParameters();
    } else if (frame.up() && function == Function.VERSION) {
      readVersion();
    } else if (function == Function.PUMPS || function == Function.VALVES) {
      readSwitches();
    } else if (function == Function.GATES) {
      readGates();
    } else if (function == Function.QUOTA) {
      readQuota();
    } else if (frame.up() && function == Function.EVENTS) {
      readEvents();
    } else {
      readGroups();
    }
  }

  /// Address group and class; the class is there by function, and wherever a time group follows it.
  private void readStation() {
    if (left() < 7 || u8(at) != Element.STATION || u8(at + 1) != Element.STATION) {
      return;
    }
    String address = Hex.of(body, at + 2, 5);
    at += 7;
    String stationClass = "";
    boolean timeNext = isTimeGroup(at);
    if (left() >= 1
        && !timeNext
        && Function.hasStationClass(frame.function())
        && (StationClass.isOne(u8(at)) || isTimeGroup(at + 1))) {
      stationClass = StationClass.isOne(u8(at)) ? String.valueOf((char) u8(at)) : Hex.of(body[at]);
      at++;
    }
    notes.station(address, stationClass);
  }

  private boolean isTimeGroup(int from) {
    return from + 1 < body.length && u8(from) == Element.TIME && u8(from + 1) == Element.TIME;
  }

  private void readGroups() {
    while (at < body.length && readGroup()) {
      // Each group moves on.
    }
  }

  /// One group; false when the rest cannot be read.
  private boolean readGroup() {
    int guide = u8(at);
    if (left() < 2) {
      return undecoded("got a single byte, wanted an identifier");
    }
    int definition = u8(at + 1);
    if (guide == definition && guide >= Element.TIME && guide <= Element.PICTURE) {
      return readFixed(guide);
    }
    if (guide == Element.BATCH) {
      return readBatch();
    }
    if (Element.isGroup(guide)) {
      return readTwelve(guide);
    }
    int head = guide == Element.EXTENDED ? 3 : 2;
    if (left() < head) {
      return undecoded("got a cut identifier");
    }
    int format = u8(at + head - 1);
    int bytes = format >> 3;
    if (left() < head + bytes) {
      return undecoded(
          "element "
              + id(head)
              + ": got "
              + (left() - head)
              + " bytes, wanted the "
              + bytes
              + " of its definition");
    }
    String raw = Hex.of(body, at + head, bytes);
    String shownFormat = Hex.of(format);
    if (guide == Element.STEP && bytes == 3) {
      return readStep(raw);
    }
    if (guide == Element.STATUS && bytes >= 1 && bytes <= 4) {
      at += head + bytes;
      notes.status(shownFormat, raw, Long.parseLong(raw, 16));
      return true;
    }
    Element element = Element.ofId(id(head));
    at += head;
    if (step.isZero()) {
      at += bytes;
      notes.value(element, shownFormat, raw, Digits.read(raw, format & 7), notes.time());
    } else {
      readSeries(element, shownFormat, bytes, format & 7);
    }
    return true;
  }

  private String id(int head) {
    return Hex.of(body, at, head - 1);
  }

  private boolean readFixed(int guide) {
    if (guide == Element.MANUAL || guide == Element.PICTURE) {
      byte[] rest = Arrays.copyOfRange(body, at + 2, body.length);
      at = body.length;
      if (guide == Element.MANUAL) {
        notes.manual(rest);
      } else {
        notes.picture(rest);
      }
      return true;
    }
    if (left() < 7) {
      return undecoded("got " + (left() - 2) + " bytes after " + Hex.of(guide) + ", wanted 5");
    }
    if (guide == Element.STATION) {
      readStation();
    } else {
      notes.observedAt(Hex.of(body, at + 2, 5));
      at += 7;
    }
    step = Duration.ZERO;
    return true;
  }

  /// Velocities in bulk: the rest of the body, whose inside the standard leaves open.
  private boolean readBatch() {
    var shown = notes.element(Element.of(Element.BATCH));
    shown.put("def", Hex.of(body[at + 1]));
    shown.put("raw", Hex.of(body, at + 2, left() - 2));
    notes.element(shown);
    at = body.length;
    return true;
  }

  private boolean readStep(String raw) {
    if (!Digits.isDecimal(raw)) {
      return undecoded("time step: got " + raw + ", wanted digits");
    }
    int days = Integer.parseInt(raw, 0, 2, 10);
    int hours = Integer.parseInt(raw, 2, 4, 10);
    int minutes = Integer.parseInt(raw, 4, 6, 10);
    at += 5;
    notes.step(days, hours, minutes);
    step = Duration.ofDays(days).plusHours(hours).plusMinutes(minutes);
    return true;
  }

  /// Twelve values of five minutes; more hours may follow without their identifier.
  private boolean readTwelve(int guide) {
    int width = guide == Element.RAIN_GROUP ? 1 : 2;
    int bytes = width * GROUP_VALUES;
    if (left() < 2 + bytes) {
      return undecoded(
          "element " + Hex.of(guide) + ": got " + (left() - 2) + " bytes, wanted " + bytes);
    }
    String definition = Hex.of(body[at + 1]);
    at += 2;
    int groups = 1;
    if (!readsCleanly(at + bytes) && left() % bytes == 0) {
      groups = left() / bytes;
    }
    Optional<Instant> first = notes.time();
    for (int i = 0; i < groups; i++) {
      Duration later = Duration.ofHours(i);
      notes.group(
          Element.of(guide),
          definition,
          Hex.of(body, at, bytes),
          numbers(at, width),
          first.map(t -> t.plus(later)));
      at += bytes;
    }
    return true;
  }

  /// Rain in 0.1 mm, FF none; level in cm, FFFF none (table C.1).
  private List<Optional<BigDecimal>> numbers(int from, int width) {
    List<Optional<BigDecimal>> numbers = new ArrayList<>();
    for (int i = 0; i < GROUP_VALUES; i++) {
      int raw = width == 1 ? u8(from + i) : u16(from + 2 * i);
      boolean none = raw == (width == 1 ? 0xFF : 0xFFFF);
      numbers.add(none ? Optional.empty() : Optional.of(BigDecimal.valueOf(raw, width)));
    }
    return numbers;
  }

  /// Values of equal length, one a step, from the time that holds (6.6.4.4); they end with the
  /// body, before a new time or station, or where the rest reads as groups.
  private void readSeries(Element element, String definition, int bytes, int decimals) {
    Optional<Instant> first = notes.time();
    int count = 0;
    while (bytes > 0 && left() >= bytes && !seriesEndsHere(bytes, count)) {
      String raw = Hex.of(body, at, bytes);
      Duration later = step.multipliedBy(count);
      at += bytes;
      count++;
      notes.value(
          element, definition, raw, Digits.read(raw, decimals), first.map(t -> t.plus(later)));
    }
  }

  private boolean seriesEndsHere(int bytes, int count) {
    if (isTimeGroup(at)
        || u8(at) == Element.STATION && left() > 1 && u8(at + 1) == Element.STATION) {
      return true;
    }
    return count > 0 && left() % bytes != 0 && readsCleanly(at);
  }

  /// Whether the bytes from `from` to the end are groups of known identifiers.
  private boolean readsCleanly(int from) {
    int p = from;
    while (p < body.length) {
      if (p + 2 > body.length) {
        return false;
      }
      int guide = u8(p);
      int definition = u8(p + 1);
      boolean fixed = guide == definition && guide >= Element.TIME && guide <= Element.PICTURE;
      if (fixed && guide >= Element.MANUAL) {
        return true;
      }
      if (fixed) {
        p += 7;
        if (guide == Element.STATION && !isTimeGroup(p)) {
          p++;
        }
      } else if (Element.isGroup(guide)) {
        p += 2 + (guide == Element.RAIN_GROUP ? GROUP_VALUES : 2 * GROUP_VALUES);
      } else if (guide == Element.EXTENDED && p + 2 < body.length) {
        p += 3 + (u8(p + 2) >> 3);
      } else if (Element.isKnown(guide) && definition >= 8) {
        p += 2 + (definition >> 3);
      } else {
        return false;
      }
    }
    return p == body.length;
  }

  /// A query: from and to (38H), the step, and identifiers without data.
  private void readNames() {
    if (frame.function() == Function.QUERY_INTERVAL && left() >= 8) {
      Map<String, Object> query = new LinkedHashMap<>();
      query.put("from", "20" + Hex.of(body, at, 4));
      query.put("to", "20" + Hex.of(body, at + 4, 4));
      notes.field("query", query);
      at += 8;
    }
    boolean parameters = Function.isConfiguration(frame.function());
    List<Object> names = new ArrayList<>();
    while (left() >= 2) {
      int guide = u8(at);
      if (guide == Element.STEP && u8(at + 1) == 0x18 && left() >= 5 && !parameters) {
        if (!readStep(Hex.of(body, at + 2, 3))) {
          return;
        }
        continue;
      }
      int head = guide == Element.EXTENDED && left() >= 3 ? 3 : 2;
      if (parameters) {
        notes.element(Parameters.name(id(head), Hex.of(body[at + head - 1])));
      } else {
        names.add(Hex.of(body, at, head));
      }
      at += head;
    }
    if (!names.isEmpty()) {
      notes.field("query_elements", names);
    }
  }

  private void readParameters() {
    while (left() >= 2) {
      int head = u8(at) == Element.EXTENDED && left() >= 3 ? 3 : 2;
      int definition = u8(at + head - 1);
      int bytes = u8(at) == Parameters.RELAY_RANGE ? definition : definition >> 3;
      if (left() < head + bytes) {
        undecoded(
            "parameter "
                + id(head)
                + ": got "
                + (left() - head)
                + " bytes, wanted the "
                + bytes
                + " of its definition");
        return;
      }
      notes.element(
          Parameters.value(
              id(head), definition, Arrays.copyOfRange(body, at + head, at + head + bytes)));
      at += head + bytes;
    }
    if (left() == 1 && Parameters.isCommand(u8(at))) {
      notes.element(Parameters.name(Hex.of(body[at]), ""));
      at++;
    }
  }

  private void readVersion() {
    if (left() < 1) {
      return;
    }
    int length = Math.min(u8(at), left() - 1);
    notes.field("version_len", u8(at));
    notes.field("version", new String(body, at + 1, length, StandardCharsets.ISO_8859_1));
    at += 1 + length;
  }

  /// Tables 71 and 74: how many bytes, then a bit for each pump or valve, 1 on.
  private void readSwitches() {
    if (left() < 1) {
      return;
    }
    int bytes = Math.min(u8(at), left() - 1);
    at++;
    notes.field(
        frame.function() == Function.PUMPS ? "pumps_on" : "valves_open", bits(at, bytes * 8));
    at += bytes;
  }

  /// Table 77: how many gates, a bit for each, then two bytes of opening in cm.
  private void readGates() {
    if (left() < 1) {
      return;
    }
    int gates = u8(at);
    int bytes = (gates + 7) / 8;
    if (left() < 1 + bytes + 2 * gates) {
      undecoded(
          "got "
              + left()
              + " bytes, wanted "
              + (1 + bytes + 2 * gates)
              + " for "
              + gates
              + " gates");
      return;
    }
    notes.field("gates_open", bits(at + 1, gates));
    at += 1 + bytes;
    List<Object> openings = new ArrayList<>();
    for (int i = 0; i < gates; i++) {
      String raw = Hex.of(body, at, 2);
      at += 2;
      openings.add(Digits.read(raw, 0) instanceof Digits.Decimal(BigDecimal cm) ? cm : raw);
    }
    notes.field("gate_openings_cm", openings);
  }

  private void readQuota() {
    if (left() >= 1) {
      notes.field("quota_control", u8(at) == 0xFF ? "on" : u8(at) == 0 ? "off" : Hex.of(body[at]));
      at++;
    }
  }

  /// Table 82: 32 counters of two bytes; those that are not zero are told.
  private void readEvents() {
    Map<String, Object> events = new LinkedHashMap<>();
    for (int i = 1; i <= EVENT_KINDS && left() >= 2; i++) {
      int count = u16(at);
      at += 2;
      if (count != 0) {
        events.put("ERC" + i, count);
      }
    }
    notes.field("events", events);
  }

  private List<Object> bits(int from, int count) {
    List<Object> on = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      on.add((u8(from + i / 8) >> i % 8 & 1) != 0);
    }
    return on;
  }

  private boolean undecoded(String why) {
    notes.undecoded(frame.bodyOffset() + at, body, at, why);
    return false;
  }

  private int left() {
    return body.length - at;
  }

  private int u8(int i) {
    return body[i] & 0xFF;
  }

  private int u16(int i) {
    return u8(i) << 8 | u8(i + 1);
  }
}
