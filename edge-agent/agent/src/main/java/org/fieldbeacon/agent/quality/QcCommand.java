package org.fieldbeacon.agent.quality;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
    return switch (QualityRulesFile.load(rules)) {
      case QualityRulesFile.Loaded.Bad(List<String> problems) -> {
        problems.forEach(p -> err.println("qc: " + rules + ": " + p));
        yield 2;
      }
      case QualityRulesFile.Loaded.Good(QualityRulesFile file) -> {
        try (BufferedReader rows = Files.newBufferedReader(input)) {
          var run = new QcRun(file, json, out, p -> err.println("qc: " + input + ": " + p));
          yield run.read(rows) ? 0 : 1;
        }
      }
    };
  }
}
