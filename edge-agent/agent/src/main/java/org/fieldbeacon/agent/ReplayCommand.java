package org.fieldbeacon.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.fieldbeacon.agent.config.Problem;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldbeacon replay`.
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description =
        "Runs recorded readings through a site's quality tests, rules, alarms and outputs on a"
            + " virtual clock, as fast as it goes; the same input gives the same output.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:all rows were used", "1:some rows were bad", "2:usage, or a bad site file"})
public final class ReplayCommand implements Callable<Integer> {
  @Option(names = "--site", required = true, description = "the site file")
  private Path site = Path.of("");

  @Option(
      names = "--input",
      required = true,
      description = "CSV with the header time,device,point,value and, if need be, unit")
  private Path input = Path.of("");

  @Option(names = "--json", description = "one JSON object a line: alarm, alert, action, summary")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    for (Path file : List.of(site, input)) {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        err.println("replay: " + file + ": no such file, or not readable");
        return 2;
      }
    }
    return switch (SiteFile.load(site)) {
      case SiteFile.Loaded.Bad(List<Problem> problems) -> {
        problems.forEach(p -> err.println("replay: " + p.text()));
        yield 2;
      }
      case SiteFile.Loaded.Good(SiteConfig config) -> replay(config, err);
    };
  }

  private int replay(SiteConfig config, PrintWriter err) {
    ReplayInput rows;
    try (BufferedReader csv = Files.newBufferedReader(input)) {
      rows = ReplayInput.read(config, csv, p -> err.println("replay: " + input + ": " + p));
    } catch (IllegalArgumentException | IOException e) {
      err.println("replay: " + input + ": " + e.getMessage());
      return 2;
    }
    new Replay(config, rows, json, spec.commandLine().getOut()).run();
    return rows.badRows() == 0 ? 0 : 1;
  }
}
