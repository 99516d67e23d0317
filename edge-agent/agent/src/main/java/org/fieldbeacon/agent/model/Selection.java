package org.fieldbeacon.agent.model;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which of the data are looked at, and where they come from.
///
/// @param only names of files or groups to take; empty: all
/// @param sources source of a file, by its name
/// @param classes class of a file where the manifest has it, by its name
/// @param from rows before it are context only
/// @param to rows from it on are left out
record Selection(
    Optional<Set<String>> only,
    Map<String, String> sources,
    Map<String, String> classes,
    Instant from,
    Instant to) {

  boolean takes(String name) {
    return only.isEmpty() || only.get().contains(name);
  }

  /// @param name of a series, `site` or `site/column`
  boolean takesSeries(String name) {
    int slash = name.indexOf('/');
    return takes(name) || slash >= 0 && takes(name.substring(0, slash));
  }

  Optional<String> sourceOf(String name) {
    return Optional.ofNullable(sources.get(name));
  }

  Optional<String> classOf(String name) {
    return Optional.ofNullable(classes.get(name));
  }

  Selection within(Instant first, Instant end) {
    return new Selection(only, sources, classes, first, end);
  }

  static final Selection ALL =
      new Selection(Optional.empty(), Map.of(), Map.of(), Instant.MIN, Instant.MAX);

  /// @param manifest with the columns `file` and `source_tag` (or `source`), maybe `class`; empty
  ///   path: none
  /// @param only with the column `file` or `group`, maybe `part`; empty path: all
  /// @param part of the column `part`; empty: every row
  static Selection read(Path manifest, Path only, String part) throws IOException {
    Map<String, String> sources = new HashMap<>();
    Map<String, String> classes = new HashMap<>();
    if (!manifest.toString().isEmpty()) {
      CsvTable.read(manifest, names -> manifestRows(manifest, names, sources, classes));
    }
    if (only.toString().isEmpty()) {
      return new Selection(Optional.empty(), sources, classes, Instant.MIN, Instant.MAX);
    }
    Set<String> taken = new HashSet<>();
    CsvTable.read(only, names -> onlyRows(only, names, part, taken));
    if (taken.isEmpty()) {
      throw new IOException(only + ": got no row of the part \"" + part + "\", wanted some");
    }
    return new Selection(Optional.of(taken), sources, classes, Instant.MIN, Instant.MAX);
  }

  private static CsvTable.Taker manifestRows(
      Path manifest, List<String> names, Map<String, String> sources, Map<String, String> classes) {
    int file = column(manifest, names, "file", "path");
    int source =
        names.contains("source_tag") ? names.indexOf("source_tag") : names.indexOf("source");
    int truth = names.indexOf("class");
    return (_, cells) -> {
      if (source >= 0 && !cells.get(source).isEmpty()) {
        sources.put(cells.get(file), cells.get(source));
      }
      if (truth >= 0 && !cells.get(truth).isEmpty()) {
        classes.put(cells.get(file), cells.get(truth));
      }
    };
  }

  private static CsvTable.Taker onlyRows(
      Path only, List<String> names, String part, Set<String> taken) {
    int name = column(only, names, "file", "group", "site", "station");
    int parts = names.indexOf("part");
    if (!part.isEmpty() && parts < 0) {
      throw new IllegalArgumentException(only + ": got no column part, wanted one for --part");
    }
    return (_, cells) -> {
      if (part.isEmpty() || cells.get(parts).equals(part)) {
        taken.add(cells.get(name));
      }
    };
  }

  static int column(Path file, List<String> names, String... wanted) {
    for (String one : wanted) {
      if (names.contains(one)) {
        return names.indexOf(one);
      }
    }
    throw new IllegalArgumentException(
        file + ": got the columns " + names + ", wanted one called " + String.join(" or ", wanted));
  }
}
