package org.fieldbeacon.driver;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Settings in a protocol's own words, as read from a file: strings, numbers, booleans, lists and
/// maps. The driver that owns the words reads and checks them here; every problem names the key,
/// what it got and what it wanted.
public record Attributes(Map<String, Object> values) {
  public static final Attributes NONE = new Attributes(Map.of());

  public Attributes {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  /// The text under `key`, or `fallback` when it is absent.
  public String text(String key, String fallback) {
    Object value = values.get(key);
    return value == null ? fallback : value.toString();
  }

  /// The whole number under `key`, or `fallback` when it is absent. Decimal or `0x` text is read
  /// too.
  public int integer(String key, int min, int max, int fallback) {
    Object value = values.get(key);
    if (value == null) {
      return fallback;
    }
    long number =
        switch (value) {
          case Integer i -> i;
          case Long l -> l;
          case String s -> decode(key, s);
          default -> throw wrong(key, value, "a whole number " + min + ".." + max);
        };
    if (number < min || number > max) {
      throw wrong(key, value, "a whole number " + min + ".." + max);
    }
    return (int) number;
  }

  /// The number under `key`, or `fallback` when it is absent.
  public double number(String key, double fallback) {
    Object value = values.get(key);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Number n) {
      return n.doubleValue();
    }
    throw wrong(key, value, "a number");
  }

  public boolean flag(String key, boolean fallback) {
    Object value = values.get(key);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Boolean b) {
      return b;
    }
    throw wrong(key, value, "true or false");
  }

  /// The constant under `key`, written lower-case-with-dashes.
  public <E extends Enum<E>> E oneOf(String key, Class<E> type, E fallback) {
    Object value = values.get(key);
    if (value == null) {
      return fallback;
    }
    for (E constant : type.getEnumConstants()) {
      if (word(constant).equals(value.toString())) {
        return constant;
      }
    }
    throw wrong(key, value, "one of " + words(type.getEnumConstants()));
  }

  /// Gives `problems` one line for each key that is not among `known`.
  public void reportUnknown(Set<String> known, Consumer<Problem> problems) {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        problems.accept(new Problem(key, "an unknown key", "one of " + new TreeSet<>(known)));
      }
    }
  }

  private static long decode(String key, String text) {
    try {
      return Long.decode(text);
    } catch (NumberFormatException _) {
      throw wrong(key, text, "a whole number");
    }
  }

  /// A setting that reads well and cannot be all the same, for the room that knows why.
  public static InvalidAttribute invalid(String key, String got, String wanted) {
    return new InvalidAttribute(new Problem(key, got, wanted));
  }

  private static InvalidAttribute wrong(String key, Object got, String wanted) {
    return new InvalidAttribute(new Problem(key, String.valueOf(got), wanted));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static List<String> words(Enum<?>[] constants) {
    return List.of(constants).stream().map(Attributes::word).toList();
  }

  /// What is wrong with one setting.
  ///
  /// @param path where, relative to these attributes: `register`, or a dotted path
  /// @param got what stands there
  /// @param wanted what would be right
  public record Problem(String path, String got, String wanted) {}

  /// A setting that cannot be used; thrown while files are read, never later.
  public static final class InvalidAttribute extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private final transient Problem problem;

    InvalidAttribute(Problem problem) {
      super(problem.path() + ": got " + problem.got() + ", wanted " + problem.wanted());
      this.problem = problem;
    }

    public Problem problem() {
      return problem;
    }
  }
}
