package org.fieldbeacon.agent.model;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.fieldbeacon.agent.config.ModelCard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fieldbeacon model list`.
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "The model packages in a folder; whether they hold is for verify to say.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:every card could be read", "1:some could not", "2:usage"})
final class ListCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "the shipped packages when left out")
  private String folder = "";

  @Option(names = "--json", description = "one JSON object a line")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Path where = folder.isEmpty() ? Packages.shippedFolder() : Path.of(folder);
    if (!Files.isDirectory(where)) {
      spec.commandLine().getErr().println("list: " + where + ": no such folder");
      return 2;
    }
    PrintWriter out = spec.commandLine().getOut();
    boolean isBad = false;
    for (Path one : Packages.in(where)) {
      try {
        print(out, one, Packages.card(one));
      } catch (ModelException e) {
        isBad = true;
        spec.commandLine().getErr().println("list: " + e.getMessage());
      }
    }
    out.flush();
    return isBad ? 1 : 0;
  }

  private void print(PrintWriter out, Path folder, ModelCard card) {
    String task = card.task().name().toLowerCase(Locale.ROOT).replace('_', '-');
    if (json) {
      out.println(
          new JsonObject()
              .put("name", card.name())
              .put("version", card.version())
              .put("task", task)
              .put(
                  "title",
                  new JsonObject().put("zh", card.title().zh()).put("en", card.title().en()))
              .put("licence", card.licence())
              .put("bytes", card.modelBytes())
              .put("sha256", PackageFiles.sha256(folder.resolve(card.modelFile())))
              .encode());
    } else {
      out.println(
          "%-16s %-8s %-16s %8d bytes  %s  %s"
              .formatted(
                  card.name(),
                  card.version(),
                  task,
                  card.modelBytes(),
                  card.title().zh(),
                  card.title().en()));
    }
  }
}
