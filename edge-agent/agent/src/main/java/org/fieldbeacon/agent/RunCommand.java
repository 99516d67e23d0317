package org.fieldbeacon.agent;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.agent.clock.SystemClock;
import org.fieldbeacon.agent.config.Problem;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.agent.console.Console;
import org.fieldbeacon.agent.console.ConsoleSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldbeacon run`.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs the gateway of a site until it is told to stop (SIGTERM, Ctrl-C).",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:stopped as told", "2:usage, a bad site file, or a store that is in use"})
public final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
  private static final int CLOSE_S = 30;

  private static final String OFF = "off";
  private static final String EVERYWHERE = "0.0.0.0:8443";
  private static final Pattern ADDRESS = Pattern.compile("(.+):(\\d{1,5})");

  @Option(
      names = "--site",
      required = true,
      description = "the site file, or a folder; in an empty one the console sets the site up")
  private Path site = Path.of("");

  @Option(
      names = "--console",
      paramLabel = "HOST:PORT",
      description = "where the console is served, or off; a folder has it at " + EVERYWHERE)
  private String console = "";

  @Option(names = "--for", paramLabel = "PT60S", description = "stop after this long")
  private String duration = "";

  @Option(names = "--json", description = "say what is ready as JSON")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    boolean isFolder = Files.isDirectory(site);
    Path file = isFolder ? site.resolve("site.yaml") : site;
    if (!isFolder && (!Files.isRegularFile(file) || !Files.isReadable(file))) {
      return refuse(file + ": no such file, or not readable");
    }
    Duration limit;
    try {
      limit = duration.isEmpty() ? Duration.ofDays(365_000) : Duration.parse(duration);
    } catch (DateTimeException _) {
      return refuse("--for: got \"" + duration + "\", wanted a duration such as PT60S");
    }
    String where = console.isEmpty() ? (isFolder ? EVERYWHERE : OFF) : console;
    Matcher address = ADDRESS.matcher(where);
    if (!where.equals(OFF) && !address.matches()) {
      return refuse("--console: got \"" + where + "\", wanted HOST:PORT or off");
    }
    Optional<ConsoleSettings> face =
        where.equals(OFF)
            ? Optional.empty()
            : Optional.of(
                ConsoleSettings.of(address.group(1), Integer.parseInt(address.group(2)), file));
    return run(file, face, limit);
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("run: " + why);
    return 2;
  }

  /// Looked at before anything starts: another gateway that runs here has the lines and outputs.
  private static Optional<String> taken(ConsoleSettings face) {
    if (face.port() == 0) {
      return Optional.empty();
    }
    InetSocketAddress address = new InetSocketAddress(face.host(), face.port());
    try (var probe = new ServerSocket()) {
      // As the console's own server does: what has only just been closed is free.
      probe.setReuseAddress(true);
      probe.bind(address);
      return Optional.empty();
    } catch (IOException e) {
      String said = String.valueOf(e.getMessage());
      return Optional.of(
          said.contains("in use")
              ? "console: port " + face.port() + " is taken; give --console HOST:PORT"
              : "console: cannot listen on "
                  + face.host()
                  + ":"
                  + face.port()
                  + " ("
                  + said
                  + "); give --console HOST:PORT");
    }
  }

  private int run(Path file, Optional<ConsoleSettings> face, Duration limit)
      throws IOException, InterruptedException {
    Optional<String> why = face.flatMap(RunCommand::taken);
    if (why.isPresent()) {
      return refuse(why.get());
    }
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    var stopped = new CountDownLatch(1);
    SystemClock machine = SystemClock.ofMachine();
    try (var host = new GatewayHost(vertx, InstantSource.system(), machine)) {
      Optional<Console> open = Optional.empty();
      if (face.isPresent()) {
        open = Optional.of(open(vertx, face.get(), host, machine));
      } else if (!startSite(host, file)) {
        return 2;
      }
      CountDownLatch told = untilTold(stopped);
      if (host.live().isPresent()) {
        say(host);
      }
      if (open.isPresent()) {
        serve(open.get(), face.get());
      }
      boolean early = told.await(limit.toSeconds(), TimeUnit.SECONDS);
      LOG.info("site={} stops {}", file, early ? "as told" : "after its time");
      open.ifPresent(Console::close);
    } catch (UncheckedIOException e) {
      return refuse(String.valueOf(e.getMessage()));
    } catch (ExecutionException e) {
      return refuse("console: got " + e.getCause() + "; give --console HOST:PORT");
    } finally {
      vertx.close().await();
    }
    stopped.countDown();
    return 0;
  }

  private boolean startSite(GatewayHost host, Path file) throws IOException {
    return switch (SiteFile.load(file)) {
      case SiteFile.Loaded.Bad(List<Problem> problems) -> {
        problems.forEach(p -> refuse(p.text()));
        yield false;
      }
      case SiteFile.Loaded.Good(SiteConfig config) -> {
        Optional<String> refusal = host.replace(config);
        refusal.ifPresent(why -> refuse(why.startsWith("health: ") ? why : site + ": " + why));
        yield refusal.isEmpty();
      }
    };
  }

  /// With a console a site that does not run is told, and mended there.
  private Console open(Vertx vertx, ConsoleSettings face, GatewayHost host, SystemClock machine) {
    var made =
        new Console(
            vertx,
            face,
            host,
            "fieldbeacon",
            SitePresence.version(),
            InstantSource.system(),
            machine);
    host.recordOrdersIn(made.orders());
    host.askOfPhone(made::isTimeByPhone);
    made.startSite().forEach(this::refuse);
    return made;
  }

  private void serve(Console made, ConsoleSettings face)
      throws ExecutionException, InterruptedException {
    int port = made.listen(face).toCompletionStage().toCompletableFuture().get();
    ConsoleWelcome.say(spec.commandLine().getOut(), json, made, face.host(), port);
  }

  /// A signal has the gateway closed in order, and then ends the process with status 0.
  private static CountDownLatch untilTold(CountDownLatch stopped) {
    var told = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  told.countDown();
                  try {
                    boolean done = stopped.await(CLOSE_S, TimeUnit.SECONDS);
                    Runtime.getRuntime().halt(done ? 0 : 1);
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                },
                "stop"));
    return told;
  }

  private void say(GatewayHost host) {
    PrintWriter out = spec.commandLine().getOut();
    SiteConfig config = host.live().orElseThrow().site();
    String health = "http://" + config.health().host() + ":" + host.healthPort() + "/health";
    if (json) {
      out.println(
          new JsonObject()
              .put("event", "ready")
              .put("gateway", config.gateway().id())
              .put("health", health)
              .encode());
    } else {
      out.println("gateway " + config.gateway().id() + " is running; health at " + health);
    }
    out.flush();
  }
}
