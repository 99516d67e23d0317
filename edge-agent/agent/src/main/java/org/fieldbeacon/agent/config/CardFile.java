package org.fieldbeacon.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads a model package's `card.yaml` and checks it.
public final class CardFile {
  /// Its name in every package.
  public static final String NAME = "card.yaml";

  private CardFile() {}

  /// A card, or everything wrong with it.
  public sealed interface Loaded {
    record Good(ModelCard card) implements Loaded {}

    /// @param problems one or more
    record Bad(List<Problem> problems) implements Loaded {}
  }

  /// The card in `file`.
  public static Loaded load(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      var findings = new Findings(file.toString());
      Optional<ModelCard> card =
          YamlFile.read(in, Variables.NONE, findings).flatMap(tree -> read(tree, findings));
      return card.isPresent() && findings.problems().isEmpty()
          ? new Loaded.Good(card.get())
          : new Loaded.Bad(findings.problems());
    }
  }

  private static Optional<ModelCard> read(Yaml tree, Findings findings) {
    new SchemaCheck(SchemaCheck.shipped("card"), findings).check(tree, "");
    return tree instanceof Yaml.Mapping mapping && findings.problems().isEmpty()
        ? new CardReader(new Fields(mapping, ""), findings).read()
        : Optional.empty();
  }
}
