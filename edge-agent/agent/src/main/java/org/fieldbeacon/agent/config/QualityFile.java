package org.fieldbeacon.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeacon.observation.PointId;

/// Quality rules in a file of their own, for the `qc` verb: the `quality` part of a site file under
/// `points`, beside a `zone`.
///
/// @param zone whose months climatology means
public record QualityFile(ZoneId zone, Map<PointId, QualityRules> rules) {
  private static final String DEFAULT_ZONE = "Asia/Shanghai";

  public QualityFile {
    rules = Map.copyOf(rules);
  }

  /// Rules, or everything wrong with them.
  public sealed interface Loaded {
    record Good(QualityFile file) implements Loaded {}

    /// @param problems one or more
    record Bad(List<Problem> problems) implements Loaded {}
  }

  /// @throws IOException when the file cannot be read at all
  public static Loaded load(Path file) throws IOException {
    var findings = new Findings(file.toString());
    try (InputStream in = Files.newInputStream(file)) {
      Optional<QualityFile> rules =
          YamlFile.read(in, Variables.NONE, findings).flatMap(tree -> read(tree, findings));
      return rules.isPresent() && findings.problems().isEmpty()
          ? new Loaded.Good(rules.get())
          : new Loaded.Bad(findings.problems());
    }
  }

  private static Optional<QualityFile> read(Yaml tree, Findings findings) {
    new SchemaCheck(SchemaCheck.shipped("site"), findings).checkPart("quality-file", tree);
    if (!(tree instanceof Yaml.Mapping mapping)
        || !(mapping.entries().get("points") instanceof Yaml.Mapping points)) {
      return Optional.empty();
    }
    Map<PointId, QualityRules> rules = new TreeMap<>();
    var reader = new QualityReader(findings);
    points
        .entries()
        .forEach(
            (key, tests) -> {
              String path = "points." + key;
              if (tests instanceof Yaml.Mapping own) {
                QualityRules read = reader.read(new Fields(own, path), (_, _) -> {});
                if (findings.isSound(path)) {
                  rules.put(PointId.parse(key), read);
                }
              }
            });
    if (!findings.problems().isEmpty()) {
      return Optional.empty();
    }
    ZoneId zone = ZoneId.of(new Fields(mapping, "").text("zone", DEFAULT_ZONE));
    return Optional.of(new QualityFile(zone, rules));
  }
}
