package org.fieldbeacon.environment;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A data segment taken apart (HJ 212-2017 §6.3): `QN=..;ST=..;CN=..;...;CP=&&...&&`.
///
/// @param length bytes of the data segment, as the packet states it
/// @param header the items ahead of CP, in order, by their own names
/// @param fields items of CP that belong to no factor, in order: name, value
/// @param factors by factor code: sub-value by its name, as `w01018` → `Rtd` → `235.2`
/// @param crc the four hex digits, upper case
record Hj212Packet(
    int length,
    Map<String, String> header,
    List<Map.Entry<String, String>> fields,
    Map<String, Map<String, String>> factors,
    String crc) {

  /// The command number, 0 when there is none.
  int command() {
    return number("CN", 0);
  }

  /// Version in bits 7..2 of Flag: 0 the edition of 2005, 1 of 2017, 2 the one after.
  int version() {
    return flag() >> 2;
  }

  /// Whether packet numbers are present: D, bit 1 of Flag.
  boolean isSplit() {
    return (flag() & 2) != 0 || header.containsKey("PNUM");
  }

  /// Whether the sender wants an answer: A, bit 0 of Flag.
  boolean wantsAnswer() {
    return (flag() & 1) != 0;
  }

  /// Whether it brings measured values: real-time, minute, hourly or daily.
  boolean isData() {
    return switch (command()) {
      case 2011, 2031, 2051, 2061 -> true;
      default -> false;
    };
  }

  boolean hasFlag() {
    return header.containsKey("Flag");
  }

  int flag() {
    return number("Flag", 0);
  }

  int parts() {
    return number("PNUM", 1);
  }

  int part() {
    return number("PNO", 1);
  }

  /// DataTime of CP, empty when it is not there or no time.
  Optional<Instant> dataTime() {
    return field("DataTime").flatMap(Hj212Time::instant);
  }

  /// The item of CP of this name that belongs to no factor.
  Optional<String> field(String name) {
    return fields.stream()
        .filter(f -> f.getKey().equals(name))
        .findFirst()
        .map(Map.Entry::getValue);
  }

  private int number(String name, int fallback) {
    String text = header.getOrDefault(name, "");
    boolean isNumber =
        !text.isEmpty() && text.length() < 7 && text.chars().allMatch(Hj212Packet::isDigit);
    return isNumber ? Integer.parseInt(text) : fallback;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /// Reads the items of CP into `fields` and `factors`.
  static void readItems(
      String items,
      List<Map.Entry<String, String>> fields,
      Map<String, Map<String, String>> factors) {
    for (String item : items.split(";", -1)) {
      for (String part : item.split(",", -1)) {
        if (!part.isBlank()) {
          readPart(part.strip(), fields, factors);
        }
      }
    }
  }

  private static void readPart(
      String part,
      List<Map.Entry<String, String>> fields,
      Map<String, Map<String, String>> factors) {
    int equals = part.indexOf('=');
    String name = equals < 0 ? part : part.substring(0, equals);
    String value = equals < 0 ? "" : part.substring(equals + 1);
    int dash = name.lastIndexOf('-');
    if (dash > 0) {
      factors
          .computeIfAbsent(name.substring(0, dash), _ -> new LinkedHashMap<>())
          .put(name.substring(dash + 1), value);
    } else {
      fields.add(Map.entry(name, value));
    }
  }
}
