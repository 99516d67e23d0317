package org.fieldbeacon.agent.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fieldbeacon.agent.config.CardFile;
import org.fieldbeacon.agent.config.ModelCard;
import org.fieldbeacon.agent.config.Problem;

/// Whether a package may be used: its hashes, its signature, what its card promises, and whether
/// its model still says what it said when it was made. Native code sees the model only once hash
/// and signature hold.
public final class PackageCheck {
  private static final int LEAST_CASES = 3;
  private static final String SELF_TEST = "self-test";

  private final Path folder;
  private final List<Finding> findings = new ArrayList<>();

  private PackageCheck(Path folder) {
    this.folder = folder;
  }

  /// One thing that was looked at.
  public enum Part {
    HASH("hash"),
    SIGNATURE("signature"),
    CONTRACT("contract"),
    SELF_TEST("self-test");

    private final String word;

    Part(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /// @param detail what is wrong: where, got, wanted
  public record Finding(Part part, String detail) {}

  /// A model that may be used, or why not.
  public sealed interface Verdict {
    /// To be closed by who asked.
    record Good(LoadedModel model) implements Verdict {}

    /// @param findings one or more
    record Bad(List<Finding> findings) implements Verdict {
      /// All of them in a line.
      public String text() {
        return String.join(
            "; ", findings.stream().map(f -> f.part().word() + ": " + f.detail()).toList());
      }
    }
  }

  /// @param trusted keys, one of which must have signed
  /// @throws IOException when the folder cannot be read at all
  public static Verdict of(Path folder, List<PublicKey> trusted) throws IOException {
    return new PackageCheck(folder).run(trusted);
  }

  private Verdict run(List<PublicKey> trusted) throws IOException {
    PackageFiles.wrong(folder).forEach(w -> add(Part.HASH, w));
    PackageSignature.wrong(folder, trusted).ifPresent(w -> add(Part.SIGNATURE, w));
    Optional<ModelCard> card = card();
    if (card.isEmpty() || !findings.isEmpty()) {
      return new Verdict.Bad(List.copyOf(findings));
    }
    LoadedModel model;
    try {
      model = LoadedModel.open(folder, card.get());
    } catch (ModelException e) {
      add(Part.CONTRACT, String.valueOf(e.getMessage()));
      return new Verdict.Bad(List.copyOf(findings));
    }
    selfTest(model);
    if (findings.isEmpty()) {
      return new Verdict.Good(model);
    }
    model.close();
    return new Verdict.Bad(List.copyOf(findings));
  }

  private void add(Part part, String detail) {
    findings.add(new Finding(part, detail));
  }

  private Optional<ModelCard> card() throws IOException {
    Path file = folder.resolve(CardFile.NAME);
    if (!Files.isRegularFile(file)) {
      add(Part.CONTRACT, CardFile.NAME + ": got no such file, wanted one");
      return Optional.empty();
    }
    return switch (CardFile.load(file)) {
      case CardFile.Loaded.Bad(List<Problem> problems) -> {
        problems.forEach(p -> add(Part.CONTRACT, p.text()));
        yield Optional.empty();
      }
      case CardFile.Loaded.Good(ModelCard card) -> {
        agrees(card);
        yield Optional.of(card);
      }
    };
  }

  private void agrees(ModelCard card) throws IOException {
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    if (!name.equals(card.name()) && !name.equals(card.name() + "-" + card.version())) {
      add(Part.CONTRACT, "name: got \"" + card.name() + "\", wanted the folder's, " + name);
    }
    Path file = folder.resolve(card.modelFile());
    if (!Files.isRegularFile(file)) {
      add(Part.CONTRACT, card.modelFile() + ": got no such file, wanted the model");
    } else if (Files.size(file) != card.modelBytes()) {
      add(
          Part.CONTRACT,
          "model.bytes: got %d, wanted the file's, %d"
              .formatted(card.modelBytes(), Files.size(file)));
    }
  }

  /// Cases in which a model does not say any more, byte for byte, what it said when it was made.
  public static List<String> failedCases(Path folder, LoadedModel model) throws IOException {
    List<String> failed = new ArrayList<>();
    Path cases = folder.resolve(SELF_TEST);
    List<Path> inputs = List.of();
    if (Files.isDirectory(cases)) {
      try (Stream<Path> files = Files.list(cases)) {
        inputs = files.filter(f -> f.toString().endsWith(".in")).sorted().toList();
      }
    }
    if (inputs.size() < LEAST_CASES) {
      failed.add("got " + inputs.size() + " cases, wanted " + LEAST_CASES + " or more");
    }
    for (Path input : inputs) {
      String name = String.valueOf(input.getFileName());
      Path output = input.resolveSibling(name.substring(0, name.length() - 3) + ".out");
      wrong(input, output, model).ifPresent(w -> failed.add(name + ": " + w));
    }
    return failed;
  }

  private static Optional<String> wrong(Path input, Path output, LoadedModel model)
      throws IOException {
    if (!Files.isRegularFile(output)) {
      return Optional.of("got no " + output.getFileName() + ", wanted the expected bytes");
    }
    if (Files.size(input) != model.inputBytes()) {
      return Optional.of(
          "got " + Files.size(input) + " bytes, wanted " + model.inputBytes() + " for the input");
    }
    ByteBuffer octets = ByteBuffer.wrap(Files.readAllBytes(input)).order(ByteOrder.nativeOrder());
    ByteBuffer said;
    try {
      said = model.raw(octets);
    } catch (ModelException e) {
      return Optional.of("got " + e.getMessage());
    }
    ByteBuffer wanted = ByteBuffer.wrap(Files.readAllBytes(output));
    int at = said.mismatch(wanted);
    return at < 0
        ? Optional.empty()
        : Optional.of(
            "got other bytes from " + at + " on, wanted those of " + output.getFileName());
  }

  private void selfTest(LoadedModel model) throws IOException {
    failedCases(folder, model).forEach(w -> add(Part.SELF_TEST, w));
  }
}
