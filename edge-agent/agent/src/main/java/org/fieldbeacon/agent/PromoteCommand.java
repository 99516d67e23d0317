package org.fieldbeacon.agent;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.config.Problem;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.agent.inference.ModelDesk;
import org.fieldbeacon.agent.inference.Promotions;
import org.fieldbeacon.agent.model.LoadedModel;
import org.fieldbeacon.agent.model.ModelException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fieldbeacon model promote`.
@Command(
    name = "promote",
    mixinStandardHelpOptions = true,
    description =
        "Has a site's model run from the package that runs beside it; the gateway takes it over"
            + " within ten seconds of work, and goes back by itself when it fails, is too slow, or"
            + " sees inputs it was not trained on.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:promoted, or taken back", "1:the package may not be used", "2:usage"})
final class PromoteCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "the model's id in the site file")
  private String id = "";

  @Option(names = "--site", required = true, description = "the site file")
  private Path site = Path.of("");

  @Option(names = "--back", description = "take it back instead")
  private boolean back;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (!Files.isReadable(site)) {
      return refuse(site + ": no such file, or not readable", 2);
    }
    return switch (SiteFile.load(site)) {
      case SiteFile.Loaded.Bad(List<Problem> problems) -> {
        problems.forEach(p -> refuse(p.text(), 2));
        yield 2;
      }
      case SiteFile.Loaded.Good(SiteConfig config) -> promote(config);
    };
  }

  private int promote(SiteConfig config) {
    Optional<ModelUse> use = config.models().stream().filter(m -> m.id().equals(id)).findFirst();
    if (use.isEmpty()) {
      List<String> known = config.models().stream().map(ModelUse::id).toList();
      return refuse("got the model \"" + id + "\", wanted one of " + known, 2);
    }
    PrintWriter out = spec.commandLine().getOut();
    var promotions = new Promotions(config.store().dir());
    try {
      if (back) {
        promotions.rollBack(id);
        out.println(id + ": back to the package of the site file");
        return 0;
      }
      if (use.get().shadow().isEmpty()) {
        return refuse(id + ": got no shadow in the site file, wanted one", 2);
      }
      try (LoadedModel next = ModelDesk.open(use.get().shadow().get(), use.get().trusted())) {
        promotions.promote(id, next.sha256());
        out.println(
            id + ": " + next.card().name() + " " + next.card().version() + " " + next.sha256());
      }
      return 0;
    } catch (ModelException e) {
      return refuse(String.valueOf(e.getMessage()), 1);
    } catch (UncheckedIOException e) {
      return refuse(e.getMessage() + ": " + e.getCause(), 2);
    }
  }

  private int refuse(String why, int status) {
    spec.commandLine().getErr().println("promote: " + why);
    return status;
  }
}
