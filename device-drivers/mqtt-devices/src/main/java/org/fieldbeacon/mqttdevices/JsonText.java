package org.fieldbeacon.mqttdevices;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON as devices send it: bounded in depth and length, and what is no JSON is told with the place
/// where it stops being some.
final class JsonText {
  /// Longest payload that is looked at, in bytes.
  static final int MAX_BYTES = 1 << 18;

  private static final int MAX_DEPTH = 40;
  private static final int SHOWN = 40;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(40)
                          .maxDocumentLength(MAX_BYTES)
                          .build())
                  .build())
          .build();

  private JsonText() {}

  /// What a text says.
  sealed interface Parsed {
    record Tree(JsonNode root) implements Parsed {}

    record Broken(Bad bad) implements Parsed {}
  }

  static Parsed parse(String text) {
    if (text.length() > MAX_BYTES) {
      return new Parsed.Broken(
          new Bad(
              "length",
              MAX_BYTES,
              text.length() + " characters",
              MAX_BYTES + " characters at most"));
    }
    try {
      JsonNode root = MAPPER.readTree(text);
      return root.isMissingNode()
          ? new Parsed.Broken(new Bad("JSON", 0, "nothing", "a JSON value"))
          : new Parsed.Tree(root);
    } catch (JacksonException e) {
      long at = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
      int offset = Math.clamp(at, 0, text.length());
      String why = String.valueOf(e.getOriginalMessage()).replaceAll("\\s+", " ");
      return new Parsed.Broken(
          new Bad("JSON", offset, shown(text, offset), "JSON: " + cut(why, 120)));
    }
  }

  /// A pointer (RFC 6901); empty when the text is none.
  static Optional<JsonPointer> pointer(String text) {
    try {
      return Optional.of(JsonPointer.compile(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// A finite number, also one that is written as text; a boolean is 1 or 0.
  static OptionalDouble number(JsonNode node) {
    double value = Double.NaN;
    if (node.isNumber()) {
      value = node.doubleValue();
    } else if (node.isBoolean()) {
      value = node.booleanValue() ? 1 : 0;
    } else if (node.isString()) {
      value = number(node.stringValue());
    }
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  private static double number(String text) {
    String stripped = text.strip();
    if (!stripped.matches("[-+]?\\d{1,20}(\\.\\d{0,20})?([eE][-+]?\\d{1,3})?")) {
      return Double.NaN;
    }
    return new BigDecimal(stripped).doubleValue();
  }

  /// The text under `key`, or nothing where there is none.
  static Optional<String> text(JsonNode node, String key) {
    JsonNode value = node.path(key);
    return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
  }

  /// Strings, numbers, booleans, lists and maps, as a decoded frame has them; nulls are left out.
  static Object plain(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      node.properties()
          .forEach(
              entry -> {
                if (!entry.getValue().isNull()) {
                  map.put(entry.getKey(), plain(entry.getValue()));
                }
              });
      return map;
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>();
      node.forEach(item -> list.add(item.isNull() ? "null" : plain(item)));
      return list;
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    }
    if (node.isNumber() && Double.isFinite(node.doubleValue())) {
      return node.doubleValue();
    }
    return node.asString();
  }

  /// What stands at an offset, for a message.
  static String shown(String text, int offset) {
    String rest = text.substring(Math.min(offset, text.length()));
    return rest.isEmpty() ? "the end" : cut(rest, SHOWN);
  }

  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }
}
