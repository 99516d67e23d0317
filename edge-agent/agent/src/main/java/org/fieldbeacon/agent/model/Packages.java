package org.fieldbeacon.agent.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fieldbeacon.agent.config.CardFile;
import org.fieldbeacon.agent.config.ModelCard;

/// Where packages are found.
public final class Packages {
  private Packages() {}

  /// The folder that a name or path means: itself, or one of the shipped packages.
  public static Optional<Path> find(String nameOrPath) {
    Path itself = Path.of(nameOrPath);
    if (Files.isRegularFile(itself.resolve(CardFile.NAME))) {
      return Optional.of(itself);
    }
    return Optional.of(shippedFolder().resolve(nameOrPath))
        .filter(f -> Files.isRegularFile(f.resolve(CardFile.NAME)));
  }

  /// Beside the launcher, or installed.
  public static Path shippedFolder() {
    String home = System.getenv("FIELDBEACON_HOME");
    return Path.of(home == null ? "." : home).resolve("firmware-configs/models");
  }

  /// Every folder in `folder` that has a card.
  public static List<Path> in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(f -> Files.isRegularFile(f.resolve(CardFile.NAME))).sorted().toList();
    }
  }

  /// @throws ModelException when the card is wrong
  public static ModelCard card(Path folder) throws IOException {
    return switch (CardFile.load(folder.resolve(CardFile.NAME))) {
      case CardFile.Loaded.Good(ModelCard card) -> card;
      case CardFile.Loaded.Bad(var problems) ->
          throw new ModelException(
              String.join("\n", problems.stream().map(p -> p.text()).toList()));
    };
  }
}
