package org.fieldbeacon.agent.quality;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fieldbeacon.agent.config.Problem;
import org.fieldbeacon.agent.config.QualityFile;
import org.fieldbeacon.observation.PointId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `qc`: the QARTOD tests over a file.
@Command(
    name = "qc",
    mixinStandardHelpOptions = true,
    description = "Runs the QARTOD tests over a file and flags each value; deletes nothing.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:all rows were read", "1:some rows were bad", "2:usage, or bad rules"})
public final class QcCommand implements Callable<Integer> {
  @Option(names = "--rules", required = true, description = "YAML, see docs/guides/qc.md")
  private Path rules = Path.of("");

  @Option(
      names = "--input",
      required = true,
      description = "CSV with the header time,device,point,value")
  private Path input = Path.of("");

  @Option(names = "--json", description = "one JSON object a line instead of CSV")
  private boolean json;

  @Option(
      names = "--point",
      paramLabel = "DEVICE/POINT",
      description = "the input has the columns time,value, all of this point")
  private String point = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    for (Path file : List.of(rules, input)) {
      if (!Files.isReadable(file)) {
        err.println("qc: " + file + ": no such file, or not readable");
        return 2;
      }
    }
    Optional<PointId> only;
    try {
      only = point.isEmpty() ? Optional.empty() : Optional.of(PointId.parse(point));
    } catch (IllegalArgumentException e) {
      err.println("qc: --point: " + e.getMessage());
      return 2;
    }
    return switch (QualityFile.load(rules)) {
      case QualityFile.Loaded.Bad(List<Problem> problems) -> {
        problems.forEach(p -> err.println("qc: " + p.text()));
        yield 2;
      }
      case QualityFile.Loaded.Good(QualityFile file) -> {
        if (only.isPresent() && !file.rules().containsKey(only.get())) {
          err.println(
              "qc: --point: got " + point + ", wanted one that " + rules + " has rules for");
          yield 2;
        }
        try (BufferedReader rows = Files.newBufferedReader(input)) {
          var run = new QcRun(file, only, json, out, p -> err.println("qc: " + input + ": " + p));
          yield run.read(rows) ? 0 : 1;
        }
      }
    };
  }
}
