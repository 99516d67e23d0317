package org.fieldbeacon.simulator.scenario;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// One place in a YAML tree. What is not as wanted becomes a problem with line and path, and a
/// stand-in value is given so that the reading goes on and finds the others too.
///
/// @param path as `devices[0].port`
/// @param problems shared by all cursors of a file
record YamlCursor(Node node, String path, List<String> problems) {
  private static final Duration MAX_DURATION = Duration.ofDays(3650);
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  /// The entries; unknown, double and absent keys are problems. No known keys means any name.
  Map<String, YamlCursor> mapping(Set<String> required, Set<String> optional) {
    Map<String, YamlCursor> entries = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      problem("a mapping");
      return entries;
    }
    Set<String> known = new TreeSet<>(required);
    known.addAll(optional);
    for (NodeTuple tuple : mapping.getValue()) {
      String key = scalar(tuple.getKeyNode());
      var value = new YamlCursor(tuple.getValueNode(), below(key), problems);
      if (!known.isEmpty() && !known.contains(key)) {
        note(tuple.getKeyNode(), "unknown key \"" + key + "\"", "one of " + known);
      } else if (entries.putIfAbsent(key, value) != null) {
        note(tuple.getKeyNode(), "\"" + key + "\" twice", "each key once");
      }
    }
    for (String key : required) {
      if (!entries.containsKey(key)) {
        note(node, "no " + key, "the key " + key);
      }
    }
    return entries;
  }

  List<YamlCursor> items() {
    List<YamlCursor> items = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        items.add(new YamlCursor(item, path + "[" + items.size() + "]", problems));
      }
    } else {
      problem("a list");
    }
    return items;
  }

  String text() {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue();
    }
    problem("a text");
    return "";
  }

  /// A text, or what `${NAME:default}` means in this environment.
  String text(Map<String, String> environment) {
    String text = text();
    if (!text.startsWith("${") || !text.endsWith("}")) {
      return text;
    }
    String[] parts = text.substring(2, text.length() - 1).split(":", 2);
    return environment.getOrDefault(parts[0], parts.length > 1 ? parts[1] : "");
  }

  /// A port, or what `${NAME:default}` means in this environment.
  int port(int least, Map<String, String> environment) {
    try {
      int port = Integer.parseInt(text(environment));
      if (port >= least && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException _) {
      // Said below.
    }
    problem("a whole number " + least + "..65535");
    return least;
  }

  /// Lower case, digits and dashes.
  String name() {
    if (!NAME.matcher(scalar(node)).matches()) {
      problem("a name of a-z, 0-9 and dashes");
    }
    return scalar(node);
  }

  int integer(int min, int max) {
    try {
      int value = Integer.decode(scalar(node));
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Said below.
    }
    problem("a whole number " + min + ".." + max);
    return min;
  }

  double number() {
    try {
      double value = Double.parseDouble(scalar(node));
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Said below.
    }
    problem("a number");
    return 1;
  }

  double above0(double max) {
    double value = number();
    if (value > 0 && value <= max) {
      return value;
    }
    problem("a number above 0, up to " + BigDecimal.valueOf(max).toBigInteger());
    return 1;
  }

  Duration duration() {
    return duration(Duration.ZERO);
  }

  Duration duration(Duration min) {
    try {
      Duration value = Duration.parse(scalar(node));
      if (value.compareTo(min) >= 0 && value.compareTo(MAX_DURATION) <= 0) {
        return value;
      }
    } catch (DateTimeException _) {
      // Said below.
    }
    problem("an ISO-8601 duration, " + min + " to P3650D");
    return min;
  }

  Instant instant() {
    try {
      OffsetDateTime time = OffsetDateTime.parse(scalar(node));
      if (time.getYear() >= 1 && time.getYear() <= 9999) {
        return time.toInstant();
      }
    } catch (DateTimeException _) {
      // Said below.
    }
    problem("a time with its offset, as 2014-10-23T06:00:00-04:00");
    return Instant.EPOCH;
  }

  <E extends Enum<E>> E oneOf(Class<E> kind) {
    List<String> words = new ArrayList<>();
    for (E each : kind.getEnumConstants()) {
      String word = each.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (word.equals(scalar(node))) {
        return each;
      }
      words.add(word);
    }
    problem("one of " + words);
    return kind.getEnumConstants()[0];
  }

  void problem(String wanted) {
    note(node, "\"" + scalar(node) + "\"", wanted);
  }

  /// A problem whose "got" is more than the text of this place.
  void problem(String got, String wanted) {
    note(node, got, wanted);
  }

  private void note(Node where, String got, String wanted) {
    int line = where.getStartMark().map(m -> m.getLine() + 1).orElse(0);
    problems.add("line " + line + ": " + path + ": got " + got + ", wanted " + wanted);
  }

  private String below(String key) {
    return path.equals("file") ? key : path + "." + key;
  }

  private static String scalar(Node node) {
    return switch (node) {
      case ScalarNode scalar -> scalar.getValue();
      case MappingNode _ -> "a mapping";
      case SequenceNode _ -> "a list";
      default -> "something else";
    };
  }
}
