package org.fieldbeacon.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.simulator.scenario.Scenario;
import org.fieldbeacon.simulator.scenario.ScenarioFile;
import org.fieldbeacon.simulator.series.SimulatedClock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `simulate`: field devices on real protocols, from a scenario.
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = "Plays field devices on the loopback address from a scenario.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:ran until stopped", "1:a port could not be had", "2:usage, or bad scenario"})
public final class SimulateCommand implements Callable<Integer> {
  private static final Duration MAX_LENGTH = Duration.ofDays(3650);

  @Option(
      names = "--scenario",
      required = true,
      description = "YAML, see simulators/scenarios/README.md")
  private Path file = Path.of("");

  @Option(names = "--for", description = "real time to run, as PT60S; without it, until stopped")
  private @Nullable Duration length;

  @Option(
      names = "--time-factor",
      description = "simulated seconds in a real one; without it, the scenario's")
  private @Nullable Double timeFactor;

  @Option(names = "--any-ports", description = "let the system choose the ports; see `ready`")
  private boolean anyPorts;

  @Option(names = "--json", description = "one JSON object a line")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Optional<String> misuse = misuse();
    if (misuse.isPresent()) {
      err.println("simulate: " + misuse.get());
      return 2;
    }
    return switch (ScenarioFile.load(file)) {
      case ScenarioFile.Loaded.Bad(List<String> problems) -> {
        problems.forEach(p -> err.println("simulate: " + file + ": " + p));
        yield 2;
      }
      case ScenarioFile.Loaded.Good(Scenario scenario) -> play(adapted(scenario), err);
    };
  }

  private Optional<String> misuse() {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      return Optional.of(file + ": no such file, or not readable");
    }
    if (timeFactor != null && !(timeFactor > 0 && timeFactor <= SimulatedClock.MAX_FACTOR)) {
      return Optional.of("--time-factor: got " + timeFactor + ", wanted above 0, up to 1000000");
    }
    if (length != null && (length.isNegative() || length.compareTo(MAX_LENGTH) > 0)) {
      return Optional.of("--for: got " + length + ", wanted PT0S to P3650D");
    }
    return Optional.empty();
  }

  private Scenario adapted(Scenario scenario) {
    Scenario paced = timeFactor == null ? scenario : scenario.withTimeFactor(timeFactor);
    return anyPorts ? paced.withAnyPorts() : paced;
  }

  private int play(Scenario scenario, PrintWriter err) throws IOException, InterruptedException {
    var printer = new EventPrinter(spec.commandLine().getOut(), json);
    var clock = new SimulatedClock(System::nanoTime, scenario.timeFactor());
    try (var simulator = new FieldSimulator(scenario, clock, printer)) {
      try {
        simulator.start();
      } catch (IOException e) {
        err.println("simulate: " + e.getMessage());
        return 1;
      }
      var never = new CountDownLatch(1);
      if (length == null) {
        never.await();
      } else if (never.await(length.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("nobody counts this latch down");
      }
      return 0;
    }
  }
}
