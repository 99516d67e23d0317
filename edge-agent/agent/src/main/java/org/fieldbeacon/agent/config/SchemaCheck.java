package org.fieldbeacon.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Checks a tree against a JSON Schema (draft 2020-12), naming every problem with its place. Knows
/// the part of the draft that the shipped schemas use and refuses a schema that uses more, so that
/// no rule is passed over in silence. An object under `oneOf` is told apart by the `const` of its
/// `type`. `x-unit` says a number's unit to whoever draws a form: a UCUM code in which `{unit}` is
/// the key `unit` beside it and `{point}` the point's own.
final class SchemaCheck {
  private static final String FOLDER = "/org/fieldbeacon/firmware/schema/";
  private static final Set<String> KNOWN =
      Set.of(
          "$schema",
          "$id",
          "$ref",
          "$defs",
          "title",
          "description",
          "default",
          "type",
          "const",
          "enum",
          "properties",
          "required",
          "additionalProperties",
          "propertyNames",
          "items",
          "minItems",
          "maxItems",
          "pattern",
          "minLength",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "format",
          "oneOf",
          "x-unit");
  private static final Map<String, String> FORMATS =
      Map.of(
          "duration", "an ISO-8601 duration above zero, as PT30S",
          "duration-or-zero", "an ISO-8601 duration, as PT30S",
          "time-zone", "a time zone, as Asia/Shanghai");

  private final Map<String, Object> root;
  private final Findings findings;

  SchemaCheck(Map<String, Object> schema, Findings findings) {
    this.root = schema;
    this.findings = findings;
  }

  /// The shipped schema of this name, as `site`.
  static Map<String, Object> shipped(String name) {
    Map<String, Object> schema = read(name);
    requireKnown(schema);
    return schema;
  }

  /// The same of one that says more, to people, than is checked here.
  static Map<String, Object> read(String name) {
    String resource = FOLDER + name + ".schema.json";
    try (InputStream in = SchemaCheck.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("class path: got no " + resource + ", wanted one");
      }
      // JSON is YAML 1.2.
      return object(new Load(LoadSettings.builder().build()).loadFromInputStream(in));
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  void check(Yaml node, String path) {
    check(root, node, path);
  }

  /// Checks against one definition of the schema, as `quality-file`.
  void checkPart(String definition, Yaml node) {
    check(resolve("#/$defs/" + definition), node, "");
  }

  private void check(Map<String, Object> schema, Yaml node, String path) {
    if (node instanceof Yaml.Scalar scalar && scalar.kind() == Yaml.Scalar.Kind.NOTHING) {
      return; // Reported when it was read.
    }
    if (schema.get("$ref") instanceof String ref) {
      check(resolve(ref), node, path);
    } else if (schema.get("oneOf") instanceof List<?> branches) {
      checkBranch(branches, node, path);
    } else if (fits(schema, node)) {
      switch (node) {
        case Yaml.Mapping mapping -> checkMapping(schema, mapping, path);
        case Yaml.Sequence sequence -> checkSequence(schema, sequence, path);
        case Yaml.Scalar _ -> {}
      }
    } else {
      findings.add(path, node.got(), wanted(schema));
    }
  }

  private void checkBranch(List<?> branches, Yaml node, String path) {
    if (!(node instanceof Yaml.Mapping mapping)) {
      findings.add(path, node.got(), "a mapping");
      return;
    }
    List<String> types = new ArrayList<>();
    String type = mapping.entries().get("type") instanceof Yaml.Scalar s ? s.text() : "";
    for (Object branch : branches) {
      Map<String, Object> schema = resolve(String.valueOf(object(branch).get("$ref")));
      String own =
          String.valueOf(object(object(schema.get("properties")).get("type")).get("const"));
      if (own.equals(type)) {
        checkMapping(schema, mapping, path);
        return;
      }
      types.add(own);
    }
    Yaml got = mapping.entries().get("type");
    findings.add(path + ".type", got == null ? "nothing" : got.got(), Nearest.wanted(type, types));
  }

  private void checkMapping(Map<String, Object> schema, Yaml.Mapping mapping, String path) {
    Map<String, Object> properties =
        schema.containsKey("properties") ? object(schema.get("properties")) : Map.of();
    Object others = schema.getOrDefault("additionalProperties", true);
    mapping
        .entries()
        .forEach(
            (key, value) -> {
              String below = path.isEmpty() ? key : path + "." + key;
              int keyLine = mapping.keyLines().getOrDefault(key, mapping.line());
              if (schema.containsKey("propertyNames")) {
                var name = new Yaml.Scalar(keyLine, Yaml.Scalar.Kind.TEXT, key);
                Map<String, Object> wanted = target(object(schema.get("propertyNames")));
                if (!fits(wanted, name)) {
                  findings.add(keyLine, below, name.got(), wanted(wanted));
                }
              }
              if (properties.containsKey(key)) {
                check(object(properties.get(key)), value, below);
              } else if (others instanceof Map<?, ?>) {
                check(object(others), value, below);
              } else if (others.equals(false)) {
                findings.add(
                    keyLine, below, "an unknown key", Nearest.wanted(key, properties.keySet()));
              }
            });
    if (schema.get("required") instanceof List<?> required) {
      for (Object name : required) {
        String key = String.valueOf(name);
        if (!mapping.entries().containsKey(key)) {
          findings.add(
              path.isEmpty() ? key : path + "." + key,
              "nothing",
              wanted(object(properties.getOrDefault(key, Map.of()))));
        }
      }
    }
  }

  private void checkSequence(Map<String, Object> schema, Yaml.Sequence sequence, String path) {
    int size = sequence.items().size();
    if (size < bound(schema, "minItems", 0)
        || size > bound(schema, "maxItems", Double.POSITIVE_INFINITY)) {
      findings.add(path, "a list of " + size, wanted(schema));
    } else if (schema.containsKey("items")) {
      for (int i = 0; i < size; i++) {
        check(object(schema.get("items")), sequence.items().get(i), path + "[" + i + "]");
      }
    }
  }

  /// Whether the node itself is of the right kind and value; what it contains is not looked at.
  private static boolean fits(Map<String, Object> schema, Yaml node) {
    return switch (node) {
      case Yaml.Mapping _ -> allows(schema, "object");
      case Yaml.Sequence _ -> allows(schema, "array");
      case Yaml.Scalar scalar ->
          switch (scalar.kind()) {
            case TEXT -> allows(schema, "string") && fitsText(schema, scalar);
            case INTEGER ->
                (allows(schema, "integer") || allows(schema, "number"))
                    && fitsNumber(schema, scalar);
            case NUMBER -> allows(schema, "number") && fitsNumber(schema, scalar);
            case FLAG ->
                allows(schema, "boolean")
                    && fitsChoice(schema, Boolean.parseBoolean(scalar.text()));
            case NOTHING -> false;
          };
    };
  }

  private static boolean allows(Map<String, Object> schema, String type) {
    return switch (schema.get("type")) {
      case String one -> one.equals(type);
      case List<?> many -> many.contains(type);
      case null, default ->
          type.equals("object") || type.equals("array")
              ? !schema.containsKey("const") && !schema.containsKey("enum")
              : true;
    };
  }

  private static boolean fitsText(Map<String, Object> schema, Yaml.Scalar scalar) {
    String text = scalar.text();
    return text.length() >= bound(schema, "minLength", 0)
        && (!(schema.get("pattern") instanceof String p) || Pattern.compile(p).matcher(text).find())
        && (!(schema.get("format") instanceof String f) || fitsFormat(f, text))
        && fitsChoice(schema, text);
  }

  private static boolean fitsNumber(Map<String, Object> schema, Yaml.Scalar scalar) {
    double value = scalar.number();
    return value >= bound(schema, "minimum", Double.NEGATIVE_INFINITY)
        && value <= bound(schema, "maximum", Double.POSITIVE_INFINITY)
        && value > bound(schema, "exclusiveMinimum", Double.NEGATIVE_INFINITY)
        && fitsChoice(schema, value);
  }

  private static boolean fitsChoice(Map<String, Object> schema, Object value) {
    return (!schema.containsKey("const") || isSame(schema.get("const"), value))
        && (!(schema.get("enum") instanceof List<?> some)
            || some.stream().anyMatch(one -> isSame(one, value)));
  }

  /// JSON Schema §4.2.2: numbers are the same by value, 1 and 1.0 too.
  private static boolean isSame(@Nullable Object one, Object other) {
    return one instanceof Number a && other instanceof Number b
        ? a.doubleValue() == b.doubleValue()
        : other.equals(one);
  }

  private static boolean fitsFormat(String format, String text) {
    try {
      return switch (format) {
        case "duration" -> Duration.parse(text).isPositive();
        case "duration-or-zero" -> !Duration.parse(text).isNegative();
        case "time-zone" -> ZoneId.of(text) != null;
        default -> throw new IllegalStateException("schema: got the format " + format);
      };
    } catch (DateTimeException | ArithmeticException _) {
      return false;
    }
  }

  private String wanted(Map<String, Object> schema) {
    if (schema.get("$ref") instanceof String ref) {
      return wanted(resolve(ref));
    }
    if (schema.containsKey("const")) {
      return String.valueOf(schema.get("const"));
    }
    if (schema.get("enum") instanceof List<?> some) {
      return "one of " + some;
    }
    if (schema.get("title") instanceof String title) {
      return title;
    }
    List<String> kinds = new ArrayList<>();
    for (Object type : schema.get("type") instanceof List<?> m ? m : List.of(type(schema))) {
      kinds.add(wanted(String.valueOf(type), schema));
    }
    return String.join(", or ", kinds);
  }

  private static Object type(Map<String, Object> schema) {
    return schema.getOrDefault("type", "value");
  }

  private static String wanted(String type, Map<String, Object> schema) {
    return switch (type) {
      case "object" -> "a mapping";
      case "array" ->
          schema.containsKey("maxItems")
              ? "a list of " + schema.get("maxItems")
              : schema.containsKey("minItems")
                  ? "a list of " + schema.get("minItems") + " or more"
                  : "a list";
      case "string" ->
          schema.get("format") instanceof String f ? FORMATS.getOrDefault(f, f) : "text";
      case "integer" -> "a whole number" + bounds(schema);
      case "number" -> "a number" + bounds(schema);
      case "boolean" -> "true or false";
      default -> "a value";
    };
  }

  private static String bounds(Map<String, Object> schema) {
    if (schema.containsKey("exclusiveMinimum")) {
      return " above " + schema.get("exclusiveMinimum");
    }
    if (!schema.containsKey("minimum")) {
      return "";
    }
    return schema.containsKey("maximum")
        ? " " + schema.get("minimum") + ".." + schema.get("maximum")
        : " of " + schema.get("minimum") + " or more";
  }

  private static double bound(Map<String, Object> schema, String keyword, double fallback) {
    return schema.get(keyword) instanceof Number n ? n.doubleValue() : fallback;
  }

  private Map<String, Object> target(Map<String, Object> schema) {
    return schema.get("$ref") instanceof String ref ? resolve(ref) : schema;
  }

  private Map<String, Object> resolve(String ref) {
    String prefix = "#/$defs/";
    if (!ref.startsWith(prefix)) {
      throw new IllegalStateException("schema: got $ref " + ref + ", wanted " + prefix + "…");
    }
    return object(object(root.get("$defs")).get(ref.substring(prefix.length())));
  }

  private static void requireKnown(Map<String, Object> schema) {
    for (Map.Entry<String, Object> entry : schema.entrySet()) {
      if (!KNOWN.contains(entry.getKey())) {
        throw new IllegalStateException(
            "schema: got the keyword " + entry.getKey() + ", wanted one of " + KNOWN);
      }
      switch (entry.getKey()) {
        case "properties", "$defs" ->
            object(entry.getValue()).values().forEach(s -> requireKnown(object(s)));
        case "items", "propertyNames" -> requireKnown(object(entry.getValue()));
        case "additionalProperties" -> {
          if (entry.getValue() instanceof Map<?, ?>) {
            requireKnown(object(entry.getValue()));
          }
        }
        default -> {}
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new IllegalStateException("schema: got " + value + ", wanted an object");
  }
}
