package org.fieldbeacon.hydrology.sl651;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.hydrology.code.Digits;
import org.fieldbeacon.hydrology.code.Hex;

/// Parameters of a station, annex D. The same identifiers mean elements elsewhere; the function
/// tells.
final class Parameters {
  static final int RELAY_RANGE = 0x0E;

  private static final Map<String, String[]> BY_ID = new HashMap<>();
  private static final Map<Integer, String> CHANNELS =
      Map.of(0, "off", 1, "SMS", 2, "IPv4", 3, "BeiDou", 4, "Inmarsat", 5, "PSTN", 6, "VHF");

  static {
    Table.rows("parameters.tsv").forEach(row -> BY_ID.put(row[0], row));
  }

  private Parameters() {}

  /// 97H and 98H stand alone: they are what is to be done.
  static boolean isCommand(int guide) {
    return guide == 0x97 || guide == 0x98;
  }

  static Map<String, Object> name(String id, String definition) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("param", id);
    if (!definition.isEmpty()) {
      shown.put("def", definition);
    }
    String[] row = BY_ID.get(id);
    if (row != null) {
      shown.put("name", row[2]);
    } else {
      shown.put("custom", true);
    }
    return shown;
  }

  static Map<String, Object> value(String id, int definition, byte[] data) {
    var shown = name(id, Hex.of(definition));
    String raw = Hex.of(data);
    shown.put("raw", raw);
    put(shown, id, definition, data, raw);
    String[] row = BY_ID.get(id);
    if (row != null && !row[1].equals("-")) {
      shown.put("unit", row[1]);
    }
    return shown;
  }

  private static void put(
      Map<String, Object> shown, String id, int definition, byte[] data, String raw) {
    switch (id) {
      case "01" -> shown.put("value", octets(data));
      case "02", "03" -> shown.put("value", raw);
      case "04", "05", "06", "07", "08", "09", "0A", "0B" -> channel(shown, raw);
      case "0D" -> shown.put("bitmap_A1_A8", raw);
      case "0E" -> shown.put("value", ranges(raw));
      case "0F" -> shown.put("value", new String(data, StandardCharsets.ISO_8859_1));
      case "97", "98" -> shown.put("value", 0);
      default -> number(shown, definition, raw);
    }
  }

  private static void number(Map<String, Object> shown, int definition, String raw) {
    switch (Digits.read(raw, definition & 7)) {
      case Digits.Decimal(var n) -> shown.put("value", n);
      case Digits.None _ -> BodyNotes.put(shown, "value", null);
      case Digits.Garbled _ -> shown.put("value", raw);
    }
  }

  private static List<Object> octets(byte[] data) {
    List<Object> numbers = new ArrayList<>();
    for (byte b : data) {
      numbers.add(b & 0xFF);
    }
    return numbers;
  }

  /// Kind, then the address: an IPv4 address is four times three digits and a port of six; a number
  /// with an odd count of digits begins with A (6.6.3.3 b).
  private static void channel(Map<String, Object> shown, String raw) {
    if (raw.length() < 2 || !Digits.isDecimal(raw.substring(0, 2))) {
      shown.put("value", raw);
      return;
    }
    int kind = Integer.parseInt(raw.substring(0, 2));
    shown.put("channel", CHANNELS.getOrDefault(kind, "kind " + kind));
    String address = raw.substring(2);
    if (kind == 2 && address.length() >= 18 && Digits.isDecimal(address)) {
      var text = new StringBuilder();
      for (int i = 0; i < 12; i += 3) {
        text.append(Integer.parseInt(address, i, i + 3, 10)).append(i < 9 ? "." : ":");
      }
      shown.put("value", text.append(Integer.parseInt(address, 12, 18, 10)).toString());
    } else {
      shown.put("value", address.startsWith("A") ? address.substring(1) : address);
    }
  }

  /// First address and how many stations from there, six bytes each (table D.3).
  private static List<Object> ranges(String raw) {
    List<Object> ranges = new ArrayList<>();
    for (int i = 0; i + 12 <= raw.length(); i += 12) {
      Map<String, Object> range = new LinkedHashMap<>();
      range.put("first", raw.substring(i, i + 10));
      range.put("stations", raw.substring(i + 10, i + 12));
      ranges.add(range);
    }
    return ranges;
  }
}
