package org.fieldbeacon.agent.config;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Collects what is wrong with one file; each problem once. A problem is placed by its path: on the
/// line of the deepest part of the path that exists.
final class Findings {
  /// The path of the file as a whole.
  static final String WHOLE = "file";

  private static final Pattern STEP = Pattern.compile("\\[(\\d+)]|\\.?([^.\\[]+)");

  private final String file;
  private final Set<Problem> problems = new LinkedHashSet<>();
  private Optional<Yaml> root = Optional.empty();

  Findings(String file) {
    this.file = file;
  }

  void placeIn(Yaml tree) {
    root = Optional.of(tree);
  }

  void add(String path, String got, String wanted) {
    add(root.map(r -> lineOf(r, path)).orElse(0), path, got, wanted);
  }

  void add(int line, String path, String got, String wanted) {
    problems.add(new Problem(file, line, path.isEmpty() ? WHOLE : path, got, wanted));
  }

  /// Whether nothing is wrong at `path` or below it.
  boolean isSound(String path) {
    return problems.stream().noneMatch(p -> isWithin(p.path(), path));
  }

  /// All of them, in the order of lines.
  List<Problem> problems() {
    return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }

  private static boolean isWithin(String path, String outer) {
    return path.startsWith(outer)
        && (path.length() == outer.length() || ".[".indexOf(path.charAt(outer.length())) >= 0);
  }

  private static int lineOf(Yaml root, String path) {
    Yaml at = root;
    int line = root.line();
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      if (step.group(1) != null) {
        int index = Integer.parseInt(step.group(1));
        if (!(at instanceof Yaml.Sequence list) || index >= list.items().size()) {
          return line;
        }
        at = list.items().get(index);
        line = at.line();
      } else {
        String key = step.group(2);
        if (!(at instanceof Yaml.Mapping mapping) || key == null) {
          return line;
        }
        Yaml next = mapping.entries().get(key);
        if (next == null) {
          return line;
        }
        at = next;
        line = mapping.keyLines().getOrDefault(key, line);
      }
    }
    return line;
  }
}
