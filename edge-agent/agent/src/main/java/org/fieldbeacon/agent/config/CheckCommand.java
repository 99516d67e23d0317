package org.fieldbeacon.agent.config;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `check`: everything wrong with site files and profiles.
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Checks site files and device profiles; names every problem with its line.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:nothing is wrong", "1:problems were found", "2:usage, or no such file"})
public final class CheckCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "site files and profiles")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--json", description = "one JSON object a line, a summary last")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    boolean unreadable = false;
    for (Path file : files) {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        spec.commandLine()
            .getErr()
            .println("check: " + file + ": got no readable file, wanted a site file or a profile");
        unreadable = true;
      }
    }
    if (unreadable) {
      return 2;
    }
    int problems = 0;
    for (Path file : files) {
      for (Problem problem : problems(file)) {
        problems++;
        out.println(json ? problem.json().put("type", "problem").encode() : problem.text());
      }
    }
    if (json) {
      var summary = new JsonObject().put("type", "summary").put("files", files.size());
      out.println(summary.put("problems", problems).encode());
    } else {
      out.println(files.size() + " checked, " + problems + " problems");
    }
    out.flush();
    return problems == 0 ? 0 : 1;
  }

  private static List<Problem> problems(Path file) throws IOException {
    if (isProfile(file)) {
      return switch (ProfileFile.load(file)) {
        case ProfileFile.Loaded.Good _ -> List.of();
        case ProfileFile.Loaded.Bad(List<Problem> problems) -> problems;
      };
    }
    return switch (SiteFile.load(file)) {
      case SiteFile.Loaded.Good _ -> List.of();
      case SiteFile.Loaded.Bad(List<Problem> problems) -> problems;
    };
  }

  /// A profile says what it speaks; a site does not.
  private static boolean isProfile(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Optional<Yaml> tree = YamlFile.read(in, Variables.NONE, new Findings(file.toString()));
      return tree.isPresent()
          && tree.get() instanceof Yaml.Mapping mapping
          && (mapping.entries().containsKey("protocol") || mapping.entries().containsKey("points"));
    }
  }
}
