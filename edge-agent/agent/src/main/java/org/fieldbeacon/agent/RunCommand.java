package org.fieldbeacon.agent;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.agent.config.HealthConfig;
import org.fieldbeacon.agent.config.Problem;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.agent.health.HealthServer;
import org.fieldbeacon.agent.store.StoreException;
import org.fieldbeacon.contract.ContractException;
import org.fieldbeacon.mqtt.MqttSessionException;
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

  @Option(names = "--site", required = true, description = "the site file")
  private Path site = Path.of("");

  @Option(names = "--for", paramLabel = "PT60S", description = "stop after this long")
  private String duration = "";

  @Option(names = "--json", description = "say what is ready as JSON")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Files.isRegularFile(site) || !Files.isReadable(site)) {
      return refuse(site + ": no such file, or not readable");
    }
    Duration limit;
    try {
      limit = duration.isEmpty() ? Duration.ofDays(365_000) : Duration.parse(duration);
    } catch (DateTimeException _) {
      return refuse("--for: got \"" + duration + "\", wanted a duration such as PT60S");
    }
    return switch (SiteFile.load(site)) {
      case SiteFile.Loaded.Bad(List<Problem> problems) -> {
        problems.forEach(p -> refuse(p.text()));
        yield 2;
      }
      case SiteFile.Loaded.Good(SiteConfig config) -> run(config, limit);
    };
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("run: " + why);
    return 2;
  }

  private int run(SiteConfig config, Duration limit) throws IOException, InterruptedException {
    Files.createDirectories(config.store().dir());
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    var stopped = new CountDownLatch(1);
    try (var gateway = new Gateway(config, InstantSource.system())) {
      gateway.start();
      HealthServer server = serveHealth(vertx, config.health(), new GatewayHealth(gateway));
      CountDownLatch told = untilTold(stopped);
      say(config, server);
      boolean early = told.await(limit.toSeconds(), TimeUnit.SECONDS);
      LOG.info("gateway={} stops {}", config.gateway().id(), early ? "as told" : "after its time");
      server.close();
    } catch (StoreException
        | ContractException
        | MqttSessionException
        | UncheckedIOException
        | IllegalArgumentException e) {
      return refuse(site + ": " + e.getMessage());
    } catch (ExecutionException e) {
      HealthConfig face = config.health();
      return refuse(
          "health: got " + e.getCause() + ", wanted " + face.host() + ":" + face.port() + " free");
    } finally {
      vertx.close().await();
    }
    stopped.countDown();
    return 0;
  }

  private static HealthServer serveHealth(Vertx vertx, HealthConfig face, GatewayHealth health)
      throws InterruptedException, ExecutionException {
    return HealthServer.listen(vertx, face.host(), face.port(), health::report, health.metrics())
        .toCompletionStage()
        .toCompletableFuture()
        .get();
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

  private void say(SiteConfig config, HealthServer server) {
    PrintWriter out = spec.commandLine().getOut();
    String health = "http://" + config.health().host() + ":" + server.port() + "/health";
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
