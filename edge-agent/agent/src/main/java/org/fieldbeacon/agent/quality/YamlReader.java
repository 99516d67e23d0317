package org.fieldbeacon.agent.quality;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads a YAML tree while collecting every problem with its line and path, instead of stopping at
/// the first.
final class YamlReader {
  private final List<String> problems = new ArrayList<>();

  /// All problems so far: `line 4: points.a/b.spike.fail: got "x", wanted a number`.
  List<String> problems() {
    return List.copyOf(problems);
  }

  /// The entries of a mapping; keys outside `known` are problems, unless `known` is empty.
  Map<String, Node> mapping(Node node, String path, Set<String> known) {
    Map<String, Node> entries = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      problem(node, path, "a mapping");
      return entries;
    }
    mapping
        .getValue()
        .forEach(
            tuple -> {
              String key = scalar(tuple.getKeyNode());
              if (!known.isEmpty() && !known.contains(key)) {
                note(
                    tuple.getKeyNode(),
                    path,
                    "unknown key \"" + key + "\"",
                    "one of " + new TreeSet<>(known));
              } else if (entries.put(key, tuple.getValueNode()) != null) {
                note(tuple.getKeyNode(), path, "\"" + key + "\" twice", "each key once");
              }
            });
    return entries;
  }

  List<Node> sequence(Node node, String path) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    problem(node, path, "a list");
    return List.of();
  }

  OptionalDouble number(Node node, String path) {
    try {
      double value = Double.parseDouble(scalar(node));
      if (Double.isFinite(value)) {
        return OptionalDouble.of(value);
      }
    } catch (NumberFormatException _) {
      // Said below.
    }
    problem(node, path, "a number");
    return OptionalDouble.empty();
  }

  Optional<Duration> duration(Node node, String path) {
    try {
      Duration duration = Duration.parse(scalar(node));
      if (duration.isPositive()) {
        return Optional.of(duration);
      }
    } catch (DateTimeParseException _) {
      // Said below.
    }
    problem(node, path, "an ISO-8601 duration above zero, as PT30M");
    return Optional.empty();
  }

  String text(Node node) {
    return scalar(node);
  }

  void problem(Node node, String path, String wanted) {
    note(node, path, "\"" + scalar(node) + "\"", wanted);
  }

  private void note(Node node, String path, String got, String wanted) {
    int line = node.getStartMark().map(m -> m.getLine() + 1).orElse(0);
    problems.add("line " + line + ": " + path + ": got " + got + ", wanted " + wanted);
  }

  private static String scalar(Node node) {
    return node instanceof ScalarNode scalar
        ? scalar.getValue()
        : node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
  }
}
