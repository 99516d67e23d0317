package org.fieldbeacon.agent.doctor;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldbeacon doctor`.
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "What this board has: lines, pins, buses, cameras, clock, disk, JDK.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:nothing stands in the way", "1:there are problems", "2:usage"})
public final class DoctorCommand implements Callable<Integer> {
  @Option(names = "--data", description = "where the gateway keeps its data, for its free space")
  private Path folder = Path.of("").toAbsolutePath();

  @Option(names = "--root", hidden = true, description = "look below here")
  private Path root = Path.of("/");

  @Option(names = "--json", description = "one JSON object a line, a summary last")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    List<Finding> all =
        new Checkup(
                new KernelFiles(root),
                InstantSource.system().instant(),
                p -> System.getProperty(p, ""),
                folder,
                System.getenv().getOrDefault("PATH", ""))
            .all();
    PrintWriter out = spec.commandLine().getOut();
    all.forEach(f -> out.println(json ? json(f) : line(f)));
    long problems = all.stream().filter(f -> f.verdict() == Finding.Verdict.PROBLEM).count();
    out.println(
        json
            ? new JsonObject().put("type", "summary").put("problems", problems).encode()
            : problems + " problems");
    out.flush();
    return problems == 0 ? 0 : 1;
  }

  private static String line(Finding f) {
    String mark =
        switch (f.verdict()) {
          case OK -> "ok";
          case ABSENT -> "-";
          case PROBLEM -> "!!";
        };
    String name = f.name().isEmpty() ? "" : f.name() + ": ";
    String advice = f.advice().isEmpty() ? "" : " (" + f.advice() + ")";
    return "%-2s %-8s %s%s%s".formatted(mark, f.area(), name, f.detail(), advice);
  }

  private static String json(Finding f) {
    return new JsonObject()
        .put("type", "finding")
        .put("area", f.area())
        .put("name", f.name())
        .put("verdict", f.verdict().name().toLowerCase(Locale.ROOT))
        .put("detail", f.detail())
        .put("advice", f.advice())
        .encode();
  }
}
