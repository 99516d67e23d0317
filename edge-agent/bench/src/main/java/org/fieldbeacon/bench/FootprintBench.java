package org.fieldbeacon.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `bench footprint`.
@Command(
    name = "footprint",
    mixinStandardHelpOptions = true,
    description =
        "Size on disk, time to ready, memory and threads of `fieldbeacon run`: with one device"
            + " polled every ten seconds, and under the demo's flood.")
final class FootprintBench implements Callable<Integer> {
  private static final double MIB = 1 << 20;
  private static final int STARTS = 5;

  @Mixin private Common common = new Common();

  @Option(names = "--settle", description = "how long each gateway runs; default PT60S")
  private Duration settle = Duration.ofSeconds(60);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return common.run(spec, this::measure);
  }

  private void measure(Scene scene, Report report) throws IOException, InterruptedException {
    report.parameter("settle", settle.toString()).parameter("starts", STARTS);
    Path target = scene.home().resolve("edge-agent/agent/target");
    report
        .figure("agent-jar-mib", bytes(target, "agent-0.1.0-SNAPSHOT.jar") / MIB)
        .figure("libraries-mib", bytes(target.resolve("lib"), ".jar") / MIB);
    idle(scene, report);
    demo(scene, report);
  }

  private static long bytes(Path folder, String ending) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(ending)).toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  private void idle(Scene scene, Report report) throws IOException, InterruptedException {
    try (var gauge = new Gauge()) {
      scene.write("profiles/" + Gauge.PROFILE + ".yaml", Gauge.profile());
      Path site =
          scene.write(
              "site.yaml",
              new SiteText("PT30S").device("gauge", Gauge.PROFILE, gauge.port(), "PT10S").text());
      double[] seconds = new double[STARTS];
      for (int i = 0; i < STARTS; i++) {
        long start = System.nanoTime();
        try (Agent _ = Agent.start(scene, site, Map.of())) {
          seconds[i] = (System.nanoTime() - start) / 1e9;
        }
      }
      report.figure("start-to-ready-median-s", new Percentiles(seconds).at(50));
      report.figure("start-to-ready-max-s", new Percentiles(seconds).greatest());
      try (Agent agent = Agent.start(scene, site, Map.of())) {
        agent.awaitOnline(1);
        settled(agent, "idle", report);
      }
    }
  }

  private void demo(Scene scene, Report report) throws IOException, InterruptedException {
    Path scenario = scene.home().resolve("simulators/scenarios/flood.yaml");
    Path site = scene.home().resolve("firmware-configs/sites/demo-flood/site.yaml");
    try (Child field =
        Child.start(
            scene,
            Map.of(),
            "simulate",
            "--scenario",
            scenario.toString(),
            "--any-ports",
            "--json")) {
      Map<String, String> environment = new HashMap<>();
      JsonArray devices = field.ready().getJsonArray("devices");
      for (int i = 0; i < devices.size(); i++) {
        JsonObject device = devices.getJsonObject(i);
        String link = device.getString("id").split("-", 2)[0].toUpperCase(Locale.ROOT);
        environment.put("FIELDBEACON_" + link + "_PORT", device.getInteger("port").toString());
      }
      environment.put("FIELDBEACON_HEALTH_PORT", "0");
      environment.put("FIELDBEACON_STORE_DIR", scene.dir().resolve("demo-store").toString());
      try (OneMapChild map = OneMapChild.start(scene, OneMapChild.freePort())) {
        environment.put("FIELDBEACON_BROKER", map.broker());
        environment.put("FIELDBEACON_COMMAND_KEY", map.writeCommandKey(scene).toString());
        try (Agent agent = Agent.start(scene, site, environment)) {
          agent.awaitOnline(devices.size());
          settled(agent, "demo", report);
          report.figure("onemap-demo-rss-mib", map.figures().rssMib());
        }
      }
    }
  }

  private void settled(Agent agent, String prefix, Report report)
      throws IOException, InterruptedException {
    ProcessFigures before = agent.figures();
    Thread.sleep(settle);
    ProcessFigures after = agent.figures();
    report
        .figure(prefix + "-rss-mib", after.rssMib())
        .figure(prefix + "-peak-rss-mib", after.peakRssMib())
        .figure(prefix + "-threads", after.threads())
        .figure(
            prefix + "-cpu-cores-used",
            (after.cpuSeconds() - before.cpuSeconds()) / settle.toSeconds());
  }
}
