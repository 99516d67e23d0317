package org.fieldbeacon.agent.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.GeoPosition;

/// The entries of one mapping that the schema has found sound; a wrong kind here is a bug.
record Fields(Yaml.Mapping mapping, String path) {
  static Fields of(Yaml node, String path) {
    if (node instanceof Yaml.Mapping mapping) {
      return new Fields(mapping, path);
    }
    throw new IllegalStateException(path + ": got " + node.got() + ", wanted a mapping");
  }

  /// The path of an entry.
  String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  boolean has(String key) {
    return mapping.entries().containsKey(key);
  }

  String text(String key) {
    return scalar(node(key), key).text();
  }

  String text(String key, String fallback) {
    return optionalText(key).orElse(fallback);
  }

  Optional<String> optionalText(String key) {
    return optional(key).map(n -> scalar(n, key).text());
  }

  double number(String key) {
    return scalar(node(key), key).number();
  }

  double number(String key, double fallback) {
    return optionalNumber(key).orElse(fallback);
  }

  OptionalDouble optionalNumber(String key) {
    return has(key) ? OptionalDouble.of(number(key)) : OptionalDouble.empty();
  }

  int integer(String key, int fallback) {
    return (int) integer(key, (long) fallback);
  }

  long integer(String key, long fallback) {
    return optionalText(key).map(Long::parseLong).orElse(fallback);
  }

  boolean flag(String key, boolean fallback) {
    return optionalText(key).map(Boolean::parseBoolean).orElse(fallback);
  }

  Duration duration(String key) {
    return Duration.parse(text(key));
  }

  Duration duration(String key, Duration fallback) {
    return optionalDuration(key).orElse(fallback);
  }

  Optional<Duration> optionalDuration(String key) {
    return optionalText(key).map(Duration::parse);
  }

  /// The constant that is written lower-case-with-dashes.
  <E extends Enum<E>> E oneOf(String key, Class<E> type, E fallback) {
    return optionalText(key)
        .map(t -> Enum.valueOf(type, t.toUpperCase(Locale.ROOT).replace('-', '_')))
        .orElse(fallback);
  }

  <E extends Enum<E>> E oneOf(String key, Class<E> type) {
    return Enum.valueOf(type, text(key).toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  Optional<Fields> fields(String key) {
    return optional(key).map(n -> of(n, at(key)));
  }

  List<Fields> each(String key) {
    List<Fields> all = new ArrayList<>();
    for (Yaml item : items(key)) {
      all.add(of(item, at(key) + "[" + all.size() + "]"));
    }
    return all;
  }

  List<String> texts(String key) {
    return items(key).stream().map(n -> scalar(n, key).text()).toList();
  }

  /// Two numbers as they stand, in whatever order.
  Ends ends(String key) {
    List<Yaml> both = items(key);
    return new Ends(scalar(both.get(0), key).number(), scalar(both.get(1), key).number());
  }

  /// What a list of two numbers says.
  record Ends(double first, double last) {
    @Override
    public String toString() {
      return "[" + first + ", " + last + "]";
    }
  }

  Text words(String key) {
    Fields both = of(node(key), at(key));
    return new Text(both.text("zh"), both.text("en"));
  }

  Optional<GeoPosition> position(String key) {
    return fields(key)
        .map(f -> new GeoPosition(f.number("latitude-deg"), f.number("longitude-deg")));
  }

  /// A file, relative ones from `folder`.
  Optional<Path> file(String key, Path folder) {
    return optionalText(key).map(folder::resolve);
  }

  /// A mapping in a protocol's own words.
  Attributes attributes(String key) {
    return optional(key)
        .map(n -> new Attributes(plain(of(n, at(key)).mapping)))
        .orElse(Attributes.NONE);
  }

  private List<Yaml> items(String key) {
    return optional(key)
        .map(n -> n instanceof Yaml.Sequence s ? s.items() : List.<Yaml>of())
        .orElse(List.of());
  }

  private Optional<Yaml> optional(String key) {
    return Optional.ofNullable(mapping.entries().get(key));
  }

  private Yaml node(String key) {
    return optional(key)
        .orElseThrow(() -> new IllegalStateException(at(key) + ": got nothing, wanted a value"));
  }

  private Yaml.Scalar scalar(Yaml node, String key) {
    if (node instanceof Yaml.Scalar scalar) {
      return scalar;
    }
    throw new IllegalStateException(at(key) + ": got " + node.got() + ", wanted a scalar");
  }

  private static Map<String, Object> plain(Yaml.Mapping mapping) {
    Map<String, Object> values = new LinkedHashMap<>();
    mapping.entries().forEach((key, node) -> values.put(key, plain(node)));
    return values;
  }

  private static Object plain(Yaml node) {
    return switch (node) {
      case Yaml.Mapping mapping -> plain(mapping);
      case Yaml.Sequence sequence -> sequence.items().stream().map(Fields::plain).toList();
      case Yaml.Scalar scalar -> plain(scalar);
    };
  }

  private static Object plain(Yaml.Scalar scalar) {
    return switch (scalar.kind()) {
      case TEXT, NOTHING -> scalar.text();
      case INTEGER -> whole(scalar.text());
      case NUMBER -> scalar.number();
      case FLAG -> Boolean.parseBoolean(scalar.text());
    };
  }

  /// Text again when it is too long for a number, so that the driver refuses it.
  private static Object whole(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      return text;
    }
  }
}
