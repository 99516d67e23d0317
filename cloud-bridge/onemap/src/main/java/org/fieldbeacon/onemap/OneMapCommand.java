package org.fieldbeacon.onemap;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The verb `onemap`: runs the map until it is told to stop (SIGTERM, SIGINT), closes everything
/// and ends with 0.
@Command(
    name = "onemap",
    mixinStandardHelpOptions = true,
    description = "The province end: takes in what gateways send, keeps it, and shows it on a map.")
final class OneMapCommand implements Callable<Integer> {
  private static final int USAGE = 2;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--config", paramLabel = "FILE", description = "YAML settings; options win.")
  private @Nullable Path config;

  @Option(names = "--data", paramLabel = "DIR", description = "Folder for everything kept.")
  private @Nullable String data;

  @Option(names = "--bind", paramLabel = "ADDRESS", description = "HTTP address; default loopback.")
  private @Nullable String bind;

  @Option(names = "--http-port", paramLabel = "N", description = "Default 8090; 0 any free port.")
  private @Nullable Integer httpPort;

  @Option(
      names = "--mqtt-port",
      paramLabel = "N",
      description = "Of the embedded broker; default 1883; 0 any free port.")
  private @Nullable Integer mqttPort;

  @Option(
      names = "--broker",
      paramLabel = "URI",
      description = "An outside broker, tcp://host:port or ssl://host:port.")
  private @Nullable String broker;

  @Option(
      names = "--operator-token-file",
      paramLabel = "FILE",
      description = "The operators' token; one is made and shown at first start otherwise.")
  private @Nullable String operatorTokenFile;

  @Option(
      names = "--open-demo",
      description = "Anyone on this machine may acknowledge without a token.")
  private boolean openDemo;

  @Option(names = "--json", description = "Say what is ready as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    StopSignal stop = StopSignal.listen();
    try (OneMap map = OneMap.start(settings(), InstantSource.system())) {
      say(map);
      stop.await();
    } catch (OneMapException e) {
      err().println("onemap: " + e.getMessage());
      return USAGE;
    }
    return 0;
  }

  private void say(OneMap map) {
    PrintWriter out = spec().commandLine().getOut();
    if (json) {
      var ready =
          new JsonObject()
              .put("event", "ready")
              .put("http", map.http().toString())
              .put("mqtt", map.mqtt().toString());
      map.freshToken().ifPresent(token -> ready.put("operatorToken", token));
      out.println(ready.encode());
    } else {
      map.freshToken()
          .ifPresent(
              token -> out.println("operator-token " + token + " (shown this once; keep it)"));
      out.println("ready http=" + map.http() + " mqtt=" + map.mqtt());
    }
    out.flush();
  }

  private Settings settings() {
    Settings settings = config == null ? Settings.DEFAULT : Settings.read(config);
    settings = with(settings, "data", data);
    settings = with(settings, "bind", bind);
    settings = with(settings, "http-port", httpPort);
    settings = with(settings, "mqtt-port", mqttPort);
    settings = with(settings, "broker", broker);
    settings = with(settings, "operator-token-file", operatorTokenFile);
    return openDemo ? settings.with("open-demo", "true") : settings;
  }

  private static Settings with(Settings settings, String key, @Nullable Object value) {
    return value == null ? settings : settings.with(key, value.toString());
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command");
    }
    return spec;
  }

  private PrintWriter err() {
    return spec().commandLine().getErr();
  }
}
