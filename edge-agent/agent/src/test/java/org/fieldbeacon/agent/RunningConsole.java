package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.fieldbeacon.agent.clock.FakeMachine;
import org.fieldbeacon.agent.clock.SystemClock;
import org.fieldbeacon.agent.console.Console;
import org.fieldbeacon.agent.console.ConsoleSettings;

/// The gateway of a site file with its console, as `run` has them, on free ports.
final class RunningConsole implements AutoCloseable {
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
  final GatewayHost host;
  final Console console;
  final String address;

  RunningConsole(Path siteFile) throws Exception {
    this(siteFile, InstantSource.system(), FakeMachine.NEVER_SET);
  }

  RunningConsole(Path siteFile, FakeMachine machine) throws Exception {
    this(siteFile, machine, machine);
  }

  private RunningConsole(Path siteFile, InstantSource clock, SystemClock machine) throws Exception {
    host = new GatewayHost(vertx, clock, machine);
    var settings = new ConsoleSettings("127.0.0.1", 0, siteFile, 1_000, Duration.ofSeconds(20));
    console = new Console(vertx, settings, host, "gw-test", "test", clock, machine);
    host.recordOrdersIn(console.orders());
    host.askOfPhone(console::isTimeByPhone);
    assertEquals(List.of(), console.startSite());
    int port = console.listen(settings).toCompletionStage().toCompletableFuture().get();
    address = "https://127.0.0.1:" + port + "/";
  }

  String code() {
    return console.oneTimeCode().orElseThrow();
  }

  @Override
  public void close() {
    console.close();
    host.close();
    vertx.close().await();
  }
}
