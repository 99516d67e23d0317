package org.fieldbeacon.agent.model;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fieldbeacon.agent.archive.ArchiveException;
import org.fieldbeacon.agent.config.ModelCard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fieldbeacon model eval`.
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description =
        "How good a model is on data whose truth is known. The signature is not asked for.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all of the data were used",
      "1:some could not be used, as said",
      "2:usage, no such package, or no data of its kind"
    })
final class EvalCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PKG", description = "a package's folder, or a shipped one's name")
  private String name = "";

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR|TAR|CSV",
      description =
          "pictures as CLASS/NAME in a folder or a tar; or a series in wide form, time first, plain"
              + " or .gz")
  private Path data = Path.of("");

  @Option(
      names = "--manifest",
      paramLabel = "CSV",
      description = "of pictures: columns file, source_tag, maybe class")
  private Path manifest = Path.of("");

  @Option(
      names = "--only",
      paramLabel = "CSV",
      description = "what to take: column file, or group; maybe part")
  private Path only = Path.of("");

  @Option(names = "--part", description = "take the rows of --only whose part is this")
  private String part = "";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "of a series: rows before are context")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "of a series: rows from here are left out")
  private String to = "";

  @Option(
      names = "--threshold",
      paramLabel = "[SERIES=]VALUE",
      description =
          "of a forecast: how long before each rise over it the forecast says so; several times")
  private List<String> thresholds = new ArrayList<>();

  @Option(
      names = "--gray",
      description =
          "of pictures: take their colours away first, and tell what is sure as if the card had"
              + " input.gray: answer")
  private boolean gray;

  @Option(names = "--json", description = "one JSON object")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Optional<Path> folder = Packages.find(name);
    if (folder.isEmpty()) {
      return refuse(name + ": got no folder with a card.yaml, wanted a model package");
    }
    for (Path file : List.of(data, manifest, only)) {
      if (!file.toString().isEmpty() && !Files.isReadable(file)) {
        return refuse(file + ": no such file, or not readable");
      }
    }
    if (!part.isEmpty() && only.toString().isEmpty()) {
      return refuse("--part: got no --only, wanted the CSV that has the parts");
    }
    try {
      Selection selection =
          Selection.read(manifest, only, part)
              .within(time(from, Instant.MIN), time(to, Instant.MAX));
      ModelCard card = Packages.card(folder.get());
      if (gray && card.task() != ModelCard.Task.IMAGE_CLASSES) {
        return refuse("--gray: got a model of series, wanted one of pictures");
      }
      try (LoadedModel model = LoadedModel.open(folder.get(), card)) {
        return evaluate(model, selection);
      }
    } catch (DateTimeException e) {
      return refuse("--from, --to: got " + e.getMessage() + ", wanted 2026-07-14T08:00:00Z");
    } catch (ModelException | ArchiveException | IllegalArgumentException | IOException e) {
      return refuse(String.valueOf(e.getMessage()));
    }
  }

  private int evaluate(LoadedModel model, Selection selection) throws IOException {
    Evaluation evaluation =
        switch (model.card().task()) {
          case IMAGE_CLASSES -> new ImageEvaluation(model, selection, gray);
          case SERIES_ANOMALY -> new AnomalyEvaluation(model, selection);
          case SERIES_FORECAST ->
              new ForecastEvaluation(
                  model,
                  selection,
                  thresholds.stream().map(ForecastEvaluation.Threshold::of).toList());
        };
    evaluation.run(data);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new JsonObject()
              .put("model", model.card().name())
              .put("version", model.card().version())
              .put("sha256", model.sha256())
              .put("data", data.toString())
              .mergeIn(evaluation.json())
              .encode());
    } else {
      out.println(
          model.card().name() + " " + model.card().version() + " SHA-256 " + model.sha256());
      out.print(evaluation.text());
    }
    out.flush();
    return evaluation.isClean() ? 0 : 1;
  }

  private static Instant time(String text, Instant fallback) {
    return text.isEmpty() ? fallback : SeriesData.time(text);
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("eval: " + why);
    return 2;
  }
}
