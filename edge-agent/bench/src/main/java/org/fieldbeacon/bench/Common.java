package org.fieldbeacon.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.fieldbeacon.agent.store.StoreException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// What all benchmarks have in common: options, the folder, and how the result is said.
final class Common {
  /// The benchmark itself.
  interface Body {
    void measure(Scene scene, Report report) throws IOException, InterruptedException;
  }

  @Option(names = "--json", description = "one JSON object")
  private boolean json;

  @Option(
      names = "--dir",
      description = "a folder is made here for all that is written; default var/bench")
  private @Nullable Path parent;

  @Option(names = "--keep", description = "leave that folder behind")
  private boolean keep;

  /// Exit status 0 all aims met, 1 one is not, 2 it could not run.
  int run(CommandSpec spec, Body body) {
    String name = spec.name();
    Path home = home();
    try (Scene scene =
        Scene.open(home, parent == null ? home.resolve("var/bench") : parent, name, keep)) {
      var report = new Report(name, Machine.describe(home, scene.dir()));
      body.measure(scene, report);
      report.print(spec.commandLine().getOut(), json);
      return report.isEveryAimMet() ? 0 : 1;
    } catch (IOException | StoreException | IllegalArgumentException e) {
      spec.commandLine().getErr().println(name + ": " + e.getMessage());
      return 2;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      spec.commandLine().getErr().println(name + ": told to stop before it had measured");
      return 2;
    }
  }

  private static Path home() {
    String home = System.getenv("FIELDBEACON_HOME");
    return Path.of(home == null ? "" : home).toAbsolutePath();
  }
}
