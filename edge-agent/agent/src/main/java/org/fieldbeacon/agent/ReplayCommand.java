package org.fieldbeacon.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fieldbeacon.agent.config.Problem;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.agent.inference.ModelDesk;
import org.fieldbeacon.agent.inference.Promotions;
import org.fieldbeacon.agent.model.ModelException;
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
      description = "CSV with the header time,device,point,value and, if need be, unit")
  private Path input = Path.of("");

  @Option(
      names = "--frames",
      paramLabel = "DIR",
      description = "recorded pictures: a folder with frames.csv, header time,device,point,file")
  private Path frames = Path.of("");

  @Option(names = "--json", description = "one JSON object a line: alarm, alert, action, summary")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    boolean hasInput = !input.toString().isEmpty();
    boolean hasFrames = !frames.toString().isEmpty();
    if (!hasInput && !hasFrames) {
      err.println("replay: got neither --input nor --frames, wanted one or both");
      return 2;
    }
    for (Path file : hasInput ? List.of(site, input) : List.of(site)) {
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
    ReplayInput rows = ReplayInput.none(config);
    ReplayFrames pictures = ReplayFrames.none();
    Path reading = input;
    try {
      if (!input.toString().isEmpty()) {
        try (BufferedReader csv = Files.newBufferedReader(input)) {
          rows = ReplayInput.read(config, csv, p -> err.println("replay: " + input + ": " + p));
        }
      }
      reading = frames;
      if (!frames.toString().isEmpty()) {
        pictures =
            ReplayFrames.read(config, frames, p -> err.println("replay: " + frames + ": " + p));
      }
    } catch (IllegalArgumentException | IOException e) {
      err.println("replay: " + reading + ": " + e.getMessage());
      return 2;
    }
    PrintWriter out = spec.commandLine().getOut();
    try {
      if (config.models().isEmpty()) {
        new Replay(config, rows, pictures, Optional.empty(), json, out).run();
      } else {
        try (var desk = new ModelDesk(config.models(), Promotions.none(), Rules.shown(config))) {
          new Replay(config, rows, pictures, Optional.of(desk), json, out).run();
        }
      }
    } catch (ModelException e) {
      err.println("replay: " + e.getMessage());
      return 2;
    }
    return rows.badRows() + pictures.badRows() == 0 ? 0 : 1;
  }
}
