package org.fieldbeacon.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `fieldbeacon demo`.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "A real flood, 3600 times as fast, smoke before a camera, and a waterworks whose water"
            + " changes (synthetic data), from simulated devices over two gateways to the one map."
            + " Nothing leaves this machine.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:the flood reached the map, or Ctrl-C", "1:it did not", "2:usage"})
public final class DemoCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final Duration LATE = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  @Option(names = "--headless", description = "without a person: print a summary at the end")
  private boolean headless;

  @Option(names = "--for", paramLabel = "PT60S", description = "how long; until Ctrl-C without it")
  private @Nullable Duration length;

  @Option(names = "--json", description = "the summary as one JSON object")
  private boolean json;

  @Option(
      names = "--http-port",
      paramLabel = "N",
      description = "of the map's page; 8090, with --headless any free one")
  private @Nullable Integer httpPort;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (length != null && (length.isNegative() || length.compareTo(LONGEST) > 0)) {
      spec.commandLine().getErr().println("demo: --for: got " + length + ", wanted PT0S to P365D");
      return 2;
    }
    Path home = Path.of(Optional.ofNullable(System.getenv("FIELDBEACON_HOME")).orElse("."));
    Path data = Files.createTempDirectory("fieldbeacon-demo-");
    var watch = new AtomicReference<@Nullable Watch>();
    var ended = new CountDownLatch(1);
    try (var demo = new Demo(home, data, event -> field(watch.get(), event))) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> goodbye(demo, data), "goodbye"));
      demo.start(port());
      var watching = new Watch(demo.map(), demo.gatewayHealth());
      watch.set(watching);
      greet(demo);
      return follow(demo, watching, ended);
    } catch (IOException e) {
      spec.commandLine().getErr().println("demo: " + e.getMessage());
      return 1;
    } finally {
      delete(data);
    }
  }

  private int port() {
    return Optional.ofNullable(httpPort).orElse(headless ? 0 : 8090);
  }

  private void field(@Nullable Watch watch, JsonNode event) {
    if (watch != null) {
      watch.field(event);
    }
    if (!headless && Watch.isSiren(event)) {
      say("            the siren sounds");
    }
  }

  private void greet(Demo demo) {
    if (!headless) {
      say("A flood of 2014 on the gauge of an exercise at Huayuankou, an hour in a second.");
      say(
          "A camera at the village sees smoke after 8 s. A waterworks, whose two hours of minutes are"
              + " SYNTHETIC, comes on line after half a minute, with an event in what it kept.");
      say("Open the map:    " + demo.map() + "/");
      say("Gateway health:  " + demo.gatewayHealth());
      say(
          "The river passes its warning stage after 20 s, the siren sounds after 31 s. Ctrl-C ends.");
    }
  }

  private int follow(Demo demo, Watch watch, CountDownLatch ended)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long most = Optional.ofNullable(length).orElse(LONGEST).toNanos();
    while (System.nanoTime() - start < most
        && !ended.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
      List<String> fallen = demo.ended();
      if (!fallen.isEmpty()) {
        throw new IOException("a part has ended: " + String.join("; ", fallen));
      }
      for (Watch.Seen seen : watch.look()) {
        if (!headless) {
          say(
              "on the map  %-7s %-18s %s (after %d ms)"
                  .formatted(seen.level(), seen.event(), seen.headline(), seen.afterMillis()));
        }
      }
    }
    if (headless) {
      watch.awaitSirenAndModels(LATE);
    }
    watch.awaitReceipts(LATE);
    watch.look();
    Summary summary = watch.summary(Duration.ofNanos(System.nanoTime() - start));
    List<String> problems = new ArrayList<>(summary.problems());
    say(json ? summary.json(problems) : summary.text(problems));
    return problems.isEmpty() ? 0 : 1;
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private static void goodbye(Demo demo, Path data) {
    demo.close();
    delete(data);
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      System.Logger log = System.getLogger(DemoCommand.class.getName());
      log.log(System.Logger.Level.DEBUG, "left behind: {0}", e.toString());
    }
  }
}
