package org.fieldbeacon.agent.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A tree read from YAML that still knows its lines.
sealed interface Yaml {
  /// Where it begins, 1 or more.
  int line();

  /// How it is called in a problem.
  String got();

  /// Entries in the file's order, with the line of each key.
  record Mapping(int line, Map<String, Yaml> entries, Map<String, Integer> keyLines)
      implements Yaml {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
      keyLines = Map.copyOf(keyLines);
    }

    @Override
    public String got() {
      return "a mapping";
    }
  }

  record Sequence(int line, List<Yaml> items) implements Yaml {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String got() {
      return "a list";
    }
  }

  record Scalar(int line, Kind kind, String text) implements Yaml {
    private static final int SHOWN = 60;

    /// What YAML 1.2's JSON schema makes of it.
    enum Kind {
      TEXT,
      INTEGER,
      NUMBER,
      FLAG,
      NOTHING
    }

    @Override
    public String got() {
      String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
      return switch (kind) {
        case TEXT -> "\"" + shown + "\"";
        case INTEGER, NUMBER, FLAG -> shown;
        case NOTHING -> "nothing";
      };
    }

    boolean isNumber() {
      return kind == Kind.INTEGER || kind == Kind.NUMBER;
    }

    /// NaN when it is no finite number.
    double number() {
      try {
        double value = isNumber() ? Double.parseDouble(text) : Double.NaN;
        return Double.isFinite(value) ? value : Double.NaN;
      } catch (NumberFormatException _) {
        return Double.NaN;
      }
    }
  }
}
