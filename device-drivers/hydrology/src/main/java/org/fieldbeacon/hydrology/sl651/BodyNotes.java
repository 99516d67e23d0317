package org.fieldbeacon.hydrology.sl651;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.hydrology.code.Digits;
import org.fieldbeacon.hydrology.code.FieldTime;
import org.fieldbeacon.hydrology.code.Hex;
import org.jspecify.annotations.Nullable;

/// Gathers what a body says while it is read, in either encoding: the observation time that holds,
/// the station that speaks, elements for people, values for the pipeline.
final class BodyNotes {
  private static final Duration GROUP_STEP = Duration.ofMinutes(5);
  private static final BigDecimal SIXTY = BigDecimal.valueOf(60);

  private final Map<String, Object> fields = new LinkedHashMap<>();
  private final List<Object> elements = new ArrayList<>();
  private final List<Value> values = new ArrayList<>();
  private String station;
  private Optional<Integer> serial = Optional.empty();
  private Optional<Instant> sentAt = Optional.empty();
  private Optional<Instant> observedAt = Optional.empty();
  private boolean observedAtGiven;
  private byte[] picture = new byte[0];
  private boolean picturePresent;

  BodyNotes(String station) {
    this.station = station;
  }

  void serial(int number) {
    serial = Optional.of(number);
    fields.put("serial", number);
  }

  void sentAt(String digits) {
    sentAt = FieldTime.read(digits);
    putTime(fields, "sent_at", sentAt, digits);
  }

  void station(String address, String stationClass) {
    station = address;
    var element = element(Element.of(Element.STATION));
    element.put("station", address);
    if (!stationClass.isEmpty()) {
      element.put("station_type", stationClass);
      fields.putIfAbsent("station_type", stationClass);
    }
    elements.add(element);
  }

  void observedAt(String digits) {
    observedAt = FieldTime.read(digits);
    observedAtGiven = true;
    var element = element(Element.of(Element.TIME));
    putTime(element, "observed_at", observedAt, digits);
    observedAt.ifPresent(t -> fields.putIfAbsent("observed_at", FieldTime.text(t)));
    elements.add(element);
  }

  /// The time that holds for what follows: the last observation time, or when the body was sent.
  Optional<Instant> time() {
    return observedAtGiven ? observedAt : sentAt;
  }

  void field(String name, Object value) {
    fields.put(name, value);
  }

  void element(Map<String, Object> element) {
    elements.add(element);
  }

  /// A single value, or one of an even series (31H, 38H).
  void value(Element element, String definition, String raw, Digits digits, Optional<Instant> at) {
    var shown = element(element);
    if (!definition.isEmpty()) {
      shown.put("def", definition);
    }
    shown.put("raw", raw);
    Optional<BigDecimal> number =
        digits instanceof Digits.Decimal(BigDecimal n) ? Optional.of(n) : Optional.empty();
    put(shown, "value", number.orElse(null));
    if (digits instanceof Digits.Garbled) {
      shown.put("problem", "got " + raw + ", wanted decimal digits");
    }
    String state = number.map(n -> specialState(element, n)).orElse("");
    if (!state.isEmpty()) {
      shown.put("state", state);
    }
    put(shown, "unit", element.isVendors() ? null : element.unit().ucum());
    at.ifPresent(t -> shown.put("observed_at", FieldTime.text(t)));
    if (element.isVendors()) {
      shown.put("custom", true);
    }
    elements.add(shown);
    note(element, state.isEmpty() ? number.map(n -> inUnit(element, n)) : Optional.empty(), at);
  }

  /// Twelve values of five minutes, the first at `first` (6.6.4.7, table 36).
  void group(
      Element element,
      String definition,
      String raw,
      List<Optional<BigDecimal>> numbers,
      Optional<Instant> first) {
    var shown = element(element);
    if (!definition.isEmpty()) {
      shown.put("def", definition);
    }
    shown.put("raw", raw);
    List<Object> list = new ArrayList<>();
    numbers.forEach(n -> list.add(n.orElse(null)));
    shown.put("values", list);
    shown.put("unit", element.unit().ucum());
    shown.put("interval_min", GROUP_STEP.toMinutes());
    first.ifPresent(t -> shown.put("first_at", FieldTime.text(t)));
    elements.add(shown);
    for (int i = 0; i < numbers.size(); i++) {
      Duration later = GROUP_STEP.multipliedBy(i);
      note(element, numbers.get(i), first.map(t -> t.plus(later)));
    }
  }

  void step(int days, int hours, int minutes) {
    var shown = element(Element.of(Element.STEP));
    Map<String, Object> step = new LinkedHashMap<>();
    step.put("d", days);
    step.put("h", hours);
    step.put("min", minutes);
    shown.put("step", step);
    elements.add(shown);
  }

  void status(String definition, String raw, long word) {
    Element status = Element.of(Element.STATUS);
    var shown = element(status);
    if (!definition.isEmpty()) {
      shown.put("def", definition);
    }
    shown.put("raw", raw);
    shown.put("bits", StatusWord.bits(word));
    elements.add(shown);
    note(status, Optional.of(BigDecimal.valueOf(word)), time());
  }

  /// Text that a person typed; pairs of a known identifier and a number in it are values.
  void manual(byte[] text) {
    String typed = new String(text, StandardCharsets.ISO_8859_1).strip();
    var shown = element(Element.of(Element.MANUAL));
    shown.put("text", typed);
    elements.add(shown);
    String[] words = typed.split(" +", -1);
    if (words.length % 2 != 0) {
      return;
    }
    for (int i = 0; i < words.length; i += 2) {
      if (Element.ofAscii(words[i]).isEmpty() || AsciiNumber.read(words[i + 1]).isEmpty()) {
        return;
      }
    }
    for (int i = 0; i < words.length; i += 2) {
      Element element = Element.ofAscii(words[i]).orElseThrow();
      if (!element.point().isEmpty()) {
        note(element, AsciiNumber.read(words[i + 1]).map(n -> inUnit(element, n)), time());
      }
    }
  }

  void picture(byte[] bytes) {
    picture = bytes;
    picturePresent = true;
    var shown = element(Element.of(Element.PICTURE));
    shown.put("jpeg_bytes", bytes.length);
    time().ifPresent(t -> shown.put("observed_at", FieldTime.text(t)));
    elements.add(shown);
  }

  /// The rest could not be read; what came before stands.
  void undecoded(int offset, byte[] bytes, int from, String why) {
    Map<String, Object> rest = new LinkedHashMap<>();
    rest.put("offset", offset);
    rest.put("hex", Hex.of(bytes, from, bytes.length - from));
    rest.put("why", why);
    fields.put("undecoded", rest);
  }

  boolean hasUndecoded() {
    return fields.containsKey("undecoded");
  }

  Body done() {
    if (!elements.isEmpty()) {
      fields.put("elements", elements);
    }
    return new Body(serial, sentAt, fields, values, picture, picturePresent);
  }

  Map<String, Object> element(Element element) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", element.id());
    put(shown, "ascii", element.ascii().isEmpty() ? null : element.ascii());
    if (!element.name().isEmpty()) {
      shown.put("name", element.name());
    }
    return shown;
  }

  private void note(Element element, Optional<BigDecimal> value, Optional<Instant> at) {
    if (!element.point().isEmpty()) {
      values.add(new Value(station, element, value, at));
    }
  }

  /// A duration is written HH.mm (E.1.2.3) and counted in minutes.
  private static BigDecimal inUnit(Element element, BigDecimal number) {
    if (!element.id().equals("05")) {
      return number;
    }
    BigDecimal[] parts = number.divideAndRemainder(BigDecimal.ONE);
    return parts[0].multiply(SIXTY).add(parts[1].movePointRight(2)).stripTrailingZeros();
  }

  /// Numbers that name a state: gates in E.3.2.2 and E.4.2.3, groundwater in E.8.2.2.
  private static String specialState(Element element, BigDecimal number) {
    boolean gate = element.id().equals("09");
    boolean groundwater = element.id().equals("0E");
    return switch (number.intValue() * (number.stripTrailingZeros().scale() <= 0 ? 1 : 0)) {
      case 444 -> gate ? "closed" : groundwater ? "dry" : "";
      case 555 -> gate ? "no gate" : "";
      case 888 -> gate ? "lifted out of the water" : "";
      case 999 -> gate ? "fully open" : "";
      default -> "";
    };
  }

  private static void putTime(
      Map<String, Object> into, String name, Optional<Instant> time, String digits) {
    put(into, name, time.map(FieldTime::text).orElse(null));
    if (time.isEmpty()) {
      into.put(name + "_digits", digits);
    }
  }

  /// JSON has null where there is no value.
  @SuppressWarnings("NullAway")
  static void put(Map<String, Object> into, String name, @Nullable Object value) {
    into.put(name, value);
  }
}
