package org.fieldbeacon.agent.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// What a YAML text may be made of. Looked at before anything is built of it: building is
/// recursive, so that a deep text would end the thread's stack, and a number of a hundred thousand
/// digits takes seconds to become one.
final class YamlBounds {
  static final int MAX_BYTES = 1 << 20;
  static final int MAX_DEPTH = 24;
  static final int MAX_ALIASES = 16;
  static final int MAX_NODES = 50_000;
  static final int MAX_SCALAR = 16 << 10;

  /// The scanner takes longer than a line grows.
  static final int MAX_LINE = 64 << 10;

  private YamlBounds() {}

  /// The first thing that is too much.
  ///
  /// @param line 0 when the text as a whole is meant
  record Excess(int line, String got, String wanted) {}

  static LoadSettings settings() {
    return LoadSettings.builder()
        .setMaxAliasesForCollections(MAX_ALIASES)
        .setCodePointLimit(MAX_BYTES)
        .build();
  }

  /// What is too much in a text; empty when it may be built.
  ///
  /// @throws YamlEngineException when it is no YAML
  static Optional<Excess> excess(String text) {
    return longLine(text).or(() -> excess(new Parse(settings()).parseString(text)));
  }

  private static Optional<Excess> longLine(String text) {
    int line = 1;
    for (int from = 0; from < text.length(); line++) {
      int end = text.indexOf('\n', from);
      int to = end < 0 ? text.length() : end;
      if (to - from > MAX_LINE) {
        return Optional.of(new Excess(line, "more than " + MAX_LINE + " letters", "a line break"));
      }
      from = to + 1;
    }
    return Optional.empty();
  }

  private static Optional<Excess> excess(Iterable<Event> events) {
    int depth = 0;
    int aliases = 0;
    int nodes = 0;
    for (Event event : events) {
      int length = 0;
      switch (event) {
        case CollectionStartEvent _ -> {
          depth++;
          nodes++;
        }
        case CollectionEndEvent _ -> depth--;
        case AliasEvent _ -> aliases++;
        case ScalarEvent scalar -> {
          nodes++;
          length = scalar.getValue().length();
        }
        default -> {}
      }
      int line = event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
      if (depth > MAX_DEPTH) {
        return Optional.of(new Excess(line, "nesting deeper than " + MAX_DEPTH, "shallower"));
      }
      if (aliases > MAX_ALIASES) {
        return Optional.of(new Excess(line, "more than " + MAX_ALIASES + " aliases", "fewer"));
      }
      if (length > MAX_SCALAR) {
        return Optional.of(
            new Excess(line, "a value of more than " + MAX_SCALAR + " letters", "a shorter one"));
      }
      if (nodes > 2 * MAX_NODES) { // Keys and values.
        return Optional.of(new Excess(line, "more than " + MAX_NODES + " values", "fewer"));
      }
    }
    return Optional.empty();
  }
}
