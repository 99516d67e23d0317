package org.fieldbeacon.simulator.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The `stations` of a scenario.
final class StationReader {
  static final Set<String> REQUIRED = Set.of("id", "port", "address", "elements");
  static final Set<String> OPTIONAL = Set.of("host", "class", "interval");
  static final Set<String> ELEMENT_REQUIRED = Set.of("element", "bytes", "decimals");
  static final Set<String> ELEMENT_OPTIONAL =
      Set.of("value", "series", "column", "mode", "bucket-mm", "window");

  private static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(5);
  private static final String CLASSES = "PHKZDTMGQIO";

  private final Recordings recordings;
  private final Map<String, String> environment;

  /// @param environment what `${NAME:default}` in a host or port means
  StationReader(Recordings recordings, Map<String, String> environment) {
    this.recordings = recordings;
    this.environment = environment;
  }

  StationSpec read(YamlCursor at) {
    Map<String, YamlCursor> keys = at.mapping(REQUIRED, OPTIONAL);
    Optional<YamlCursor> address = Optional.ofNullable(keys.get("address"));
    address
        .filter(a -> !a.text().matches("[0-9A-F]{10}"))
        .ifPresent(a -> a.problem("ten digits 0-9 A-F in quotes"));
    Optional<YamlCursor> kind = Optional.ofNullable(keys.get("class"));
    kind.filter(k -> k.text().length() != 1 || !CLASSES.contains(k.text()))
        .ifPresent(k -> k.problem("one of " + CLASSES));
    String letter = kind.map(YamlCursor::text).orElse("H");
    return new StationSpec(
        keys.containsKey("id") ? keys.get("id").name() : "",
        keys.containsKey("host") ? keys.get("host").text(environment) : "127.0.0.1",
        keys.containsKey("port") ? keys.get("port").port(1, environment) : 0,
        address.map(YamlCursor::text).orElse(""),
        letter.isEmpty() ? 'H' : letter.charAt(0),
        keys.containsKey("interval")
            ? keys.get("interval").duration(Duration.ofSeconds(1))
            : DEFAULT_INTERVAL,
        elements(Optional.ofNullable(keys.get("elements"))));
  }

  private List<StationSpec.ElementSpec> elements(Optional<YamlCursor> section) {
    List<StationSpec.ElementSpec> elements = new ArrayList<>();
    section.ifPresent(
        s -> s.mapping(Set.of(), Set.of()).forEach((name, at) -> elements.add(element(name, at))));
    return elements;
  }

  private StationSpec.ElementSpec element(String name, YamlCursor at) {
    Map<String, YamlCursor> keys = at.mapping(ELEMENT_REQUIRED, ELEMENT_OPTIONAL);
    return new StationSpec.ElementSpec(
        name,
        keys.containsKey("element") ? keys.get("element").integer(1, 254) : 1,
        keys.containsKey("bytes") ? keys.get("bytes").integer(1, 31) : 1,
        keys.containsKey("decimals") ? keys.get("decimals").integer(0, 7) : 0,
        RegisterReader.signal(recordings, at, keys));
  }
}
