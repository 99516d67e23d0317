package org.fieldbeacon.agent.quality;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.fieldbeacon.agent.quality.QualityRules.AttenuatedSignal;
import org.fieldbeacon.agent.quality.QualityRules.Climatology;
import org.fieldbeacon.agent.quality.QualityRules.FlatLine;
import org.fieldbeacon.agent.quality.QualityRules.Gap;
import org.fieldbeacon.agent.quality.QualityRules.GrossRange;
import org.fieldbeacon.agent.quality.QualityRules.Neighbour;
import org.fieldbeacon.agent.quality.QualityRules.Range;
import org.fieldbeacon.agent.quality.QualityRules.RateOfChange;
import org.fieldbeacon.agent.quality.QualityRules.Spike;
import org.fieldbeacon.agent.quality.QualityRules.SpikeMethod;
import org.fieldbeacon.agent.quality.QualityRules.Statistic;
import org.fieldbeacon.observation.PointId;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// Quality rules by point, from YAML; the format is in `docs/guides/qc.md`.
///
/// @param zone whose months climatology means
public record QualityRulesFile(ZoneId zone, Map<PointId, QualityRules> rules) {
  private static final ZoneId DEFAULT_ZONE = ZoneId.of("Asia/Shanghai");
  private static final Set<String> TESTS =
      Set.of(
          "gross-range",
          "climatology",
          "spike",
          "rate-of-change",
          "flat-line",
          "attenuated-signal",
          "gap",
          "neighbour");

  public QualityRulesFile {
    rules = Map.copyOf(rules);
  }

  /// Rules, or every problem found.
  public sealed interface Loaded {
    record Good(QualityRulesFile file) implements Loaded {}

    record Bad(List<String> problems) implements Loaded {}
  }

  public static Loaded load(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  static Loaded parse(String yaml) {
    var settings =
        LoadSettings.builder().setMaxAliasesForCollections(10).setCodePointLimit(1 << 20).build();
    var reader = new YamlReader();
    try {
      Optional<Node> root = new Compose(settings).composeString(yaml);
      if (root.isEmpty()) {
        return new Loaded.Bad(List.of("line 1: got an empty file, wanted points:"));
      }
      QualityRulesFile file = read(reader, root.get());
      return reader.problems().isEmpty()
          ? new Loaded.Good(file)
          : new Loaded.Bad(reader.problems());
    } catch (YamlEngineException e) {
      return new Loaded.Bad(
          List.of("not YAML: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ")));
    }
  }

  private static QualityRulesFile read(YamlReader reader, Node root) {
    Map<String, Node> top = reader.mapping(root, "file", Set.of("zone", "points"));
    ZoneId zone = DEFAULT_ZONE;
    Node zoneNode = top.get("zone");
    if (zoneNode != null) {
      try {
        zone = ZoneId.of(reader.text(zoneNode));
      } catch (DateTimeException _) {
        reader.problem(zoneNode, "zone", "a time zone, as Asia/Shanghai");
      }
    }
    Map<PointId, QualityRules> rules = new TreeMap<>();
    Node points = top.get("points");
    if (points == null) {
      reader.problem(root, "points", "a mapping of device/point to its tests");
    } else {
      reader
          .mapping(points, "points", Set.of())
          .forEach((name, node) -> point(reader, name, node, rules));
    }
    return new QualityRulesFile(zone, rules);
  }

  private static void point(
      YamlReader reader, String name, Node node, Map<PointId, QualityRules> rules) {
    String path = "points." + name;
    try {
      PointId id = PointId.parse(name);
      var tests = new Tests(reader, path, reader.mapping(node, path, TESTS));
      rules.put(id, tests.read());
    } catch (IllegalArgumentException e) {
      reader.problem(node, path, String.valueOf(e.getMessage()));
    }
  }

  /// The tests of one point.
  private record Tests(YamlReader reader, String path, Map<String, Node> nodes) {
    QualityRules read() {
      return new QualityRules(
          grossRange(),
          climatology(),
          spike(),
          rate(),
          flatLine(),
          attenuated(),
          gap(),
          neighbour());
    }

    private Optional<GrossRange> grossRange() {
      var keys = keys("gross-range", Set.of("fail", "suspect"), Set.of("fail"));
      return keys.flatMap(k -> range(k, "fail").map(f -> new GrossRange(f, range(k, "suspect"))));
    }

    private List<Climatology> climatology() {
      List<Climatology> seasons = new ArrayList<>();
      Node list = nodes.get("climatology");
      if (list == null) {
        return seasons;
      }
      int number = 0;
      for (Node entry : reader.sequence(list, path + ".climatology")) {
        String where = path + ".climatology[" + number++ + "]";
        var keys = new Keys(where, reader.mapping(entry, where, Set.of("months", "suspect")));
        Optional<Range> months = range(keys, "months");
        Optional<Range> suspect = range(keys, "suspect");
        if (months.isEmpty() || suspect.isEmpty()) {
          continue;
        }
        int from = (int) months.get().min();
        int to = (int) months.get().max();
        if (from < 1 || to > 12) {
          reader.problem(entry, where + ".months", "[first, last] of 1..12");
          continue;
        }
        seasons.add(new Climatology(from, to, suspect.get()));
      }
      return seasons;
    }

    private Optional<Spike> spike() {
      return keys("spike", Set.of("suspect", "fail", "method"), Set.of("suspect", "fail"))
          .flatMap(
              k -> {
                OptionalDouble suspect = number(k, "suspect");
                OptionalDouble fail = number(k, "fail");
                return suspect.isPresent() && fail.isPresent()
                    ? Optional.of(new Spike(suspect.getAsDouble(), fail.getAsDouble(), method(k)))
                    : Optional.empty();
              });
    }

    private SpikeMethod method(Keys keys) {
      Node node = keys.nodes().get("method");
      if (node == null || reader.text(node).equals("average")) {
        return SpikeMethod.AVERAGE;
      }
      if (!reader.text(node).equals("differential")) {
        reader.problem(node, keys.path() + ".method", "average or differential");
      }
      return SpikeMethod.DIFFERENTIAL;
    }

    private Optional<RateOfChange> rate() {
      return keys("rate-of-change", Set.of("per-second"), Set.of("per-second"))
          .map(k -> number(k, "per-second"))
          .filter(OptionalDouble::isPresent)
          .map(n -> new RateOfChange(n.getAsDouble()));
    }

    private Optional<FlatLine> flatLine() {
      var all = Set.of("tolerance", "suspect", "fail");
      return keys("flat-line", all, all)
          .flatMap(
              k -> {
                OptionalDouble tolerance = number(k, "tolerance");
                Optional<Duration> suspect = duration(k, "suspect");
                Optional<Duration> fail = duration(k, "fail");
                return tolerance.isPresent() && suspect.isPresent() && fail.isPresent()
                    ? Optional.of(new FlatLine(tolerance.getAsDouble(), suspect.get(), fail.get()))
                    : Optional.empty();
              });
    }

    private Optional<AttenuatedSignal> attenuated() {
      var required = Set.of("window", "suspect", "fail");
      return keys("attenuated-signal", Set.of("window", "suspect", "fail", "statistic"), required)
          .flatMap(
              k -> {
                Optional<Duration> window = duration(k, "window");
                OptionalDouble suspect = number(k, "suspect");
                OptionalDouble fail = number(k, "fail");
                return window.isPresent() && suspect.isPresent() && fail.isPresent()
                    ? Optional.of(
                        new AttenuatedSignal(
                            window.get(), suspect.getAsDouble(), fail.getAsDouble(), statistic(k)))
                    : Optional.empty();
              });
    }

    private Statistic statistic(Keys keys) {
      Node node = keys.nodes().get("statistic");
      if (node == null || reader.text(node).equals("range")) {
        return Statistic.RANGE;
      }
      if (!reader.text(node).equals("deviation")) {
        reader.problem(node, keys.path() + ".statistic", "range or deviation");
      }
      return Statistic.DEVIATION;
    }

    private Optional<Gap> gap() {
      return keys("gap", Set.of("max"), Set.of("max"))
          .flatMap(k -> duration(k, "max"))
          .map(Gap::new);
    }

    private Optional<Neighbour> neighbour() {
      var all = Set.of("points", "max-difference", "max-age");
      return keys("neighbour", all, all)
          .flatMap(
              k -> {
                List<PointId> points = new ArrayList<>();
                Node list = k.nodes().get("points");
                if (list != null) {
                  for (Node node : reader.sequence(list, k.path() + ".points")) {
                    pointId(node, k.path() + ".points").ifPresent(points::add);
                  }
                }
                OptionalDouble difference = number(k, "max-difference");
                Optional<Duration> age = duration(k, "max-age");
                return difference.isPresent() && age.isPresent()
                    ? Optional.of(new Neighbour(points, difference.getAsDouble(), age.get()))
                    : Optional.empty();
              });
    }

    private Optional<PointId> pointId(Node node, String where) {
      try {
        return Optional.of(PointId.parse(reader.text(node)));
      } catch (IllegalArgumentException _) {
        reader.problem(node, where, "device/point");
        return Optional.empty();
      }
    }

    /// The keys of one configured test; a required one that is absent is a problem.
    private Optional<Keys> keys(String test, Set<String> known, Set<String> required) {
      Node node = nodes.get(test);
      if (node == null) {
        return Optional.empty();
      }
      String where = path + "." + test;
      Map<String, Node> entries = reader.mapping(node, where, known);
      boolean whole = true;
      for (String key : required) {
        if (!entries.containsKey(key)) {
          reader.problem(node, where, "the key " + key);
          whole = false;
        }
      }
      return whole ? Optional.of(new Keys(where, entries)) : Optional.empty();
    }

    private OptionalDouble number(Keys keys, String key) {
      Node node = keys.nodes().get(key);
      return node == null ? OptionalDouble.empty() : reader.number(node, keys.path() + "." + key);
    }

    private Optional<Duration> duration(Keys keys, String key) {
      Node node = keys.nodes().get(key);
      return node == null ? Optional.empty() : reader.duration(node, keys.path() + "." + key);
    }

    /// `[min, max]`.
    private Optional<Range> range(Keys keys, String key) {
      Node node = keys.nodes().get(key);
      if (node == null) {
        return Optional.empty();
      }
      String where = keys.path() + "." + key;
      List<Node> both = reader.sequence(node, where);
      if (both.size() != 2) {
        reader.problem(node, where, "two numbers [min, max]");
        return Optional.empty();
      }
      OptionalDouble min = reader.number(both.get(0), where);
      OptionalDouble max = reader.number(both.get(1), where);
      if (min.isEmpty() || max.isEmpty()) {
        return Optional.empty();
      }
      if (min.getAsDouble() > max.getAsDouble()) {
        reader.problem(node, where, "min <= max");
        return Optional.empty();
      }
      return Optional.of(new Range(min.getAsDouble(), max.getAsDouble()));
    }
  }

  private record Keys(String path, Map<String, Node> nodes) {}
}
