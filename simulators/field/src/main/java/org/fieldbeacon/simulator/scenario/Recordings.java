package org.fieldbeacon.simulator.scenario;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.simulator.series.Series;
import org.fieldbeacon.simulator.series.SeriesFile;

/// The `series` of a scenario: files by name, their columns loaded once and on demand.
final class Recordings {
  static final Set<String> REQUIRED = Set.of("file");
  static final Set<String> OPTIONAL = Set.of("begin");

  private final Path folder;
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final Map<String, Recording> loaded = new HashMap<>();

  private record Source(YamlCursor file, Optional<Instant> begin) {}

  /// @param begin the series' time at which the simulation starts
  record Recording(Series series, Instant begin) {}

  Recordings(Path folder, Optional<YamlCursor> section) {
    this.folder = folder;
    section.ifPresent(s -> s.mapping(Set.of(), Set.of()).forEach(this::declare));
  }

  private void declare(String name, YamlCursor at) {
    Map<String, YamlCursor> keys = at.mapping(REQUIRED, OPTIONAL);
    YamlCursor file = keys.get("file");
    if (file != null) {
      Optional<Instant> begin = Optional.ofNullable(keys.get("begin")).map(YamlCursor::instant);
      sources.put(name, new Source(file, begin));
    }
  }

  /// The column of the series named at `reference`; a problem and empty when there is none.
  Optional<Recording> find(YamlCursor reference, YamlCursor column) {
    String name = reference.text();
    Source source = sources.get(name);
    if (source == null) {
      reference.problem("one of the series " + sources.keySet());
      return Optional.empty();
    }
    String key = name + "/" + column.text();
    if (!loaded.containsKey(key)) {
      switch (load(source.file().text(), column.text())) {
        case SeriesFile.Loaded.Good(Series series) ->
            loaded.put(key, new Recording(series, source.begin().orElse(series.first())));
        case SeriesFile.Loaded.Bad(String problem) ->
            column.problem("\"" + column.text() + "\"", "a readable series: " + problem);
      }
    }
    return Optional.ofNullable(loaded.get(key));
  }

  private SeriesFile.Loaded load(String file, String column) {
    try {
      return SeriesFile.load(folder.resolve(file), column);
    } catch (InvalidPathException _) {
      return new SeriesFile.Loaded.Bad("no file can have that name");
    }
  }
}
