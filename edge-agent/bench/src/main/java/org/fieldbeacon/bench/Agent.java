package org.fieldbeacon.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;

/// The gateway in a process of its own, as `fieldbeacon run` starts it.
final class Agent implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Child child;
  private final URI metrics;

  private Agent(Child child, URI metrics) {
    this.child = child;
    this.metrics = metrics;
  }

  /// Returns when it is ready.
  static Agent start(Scene scene, Path site, Map<String, String> environment)
      throws IOException, InterruptedException {
    return start(Child.start(scene, environment, "run", "--site", site.toString(), "--json"));
  }

  /// The same with its console.
  static Agent startWithConsole(Scene scene, Path site, int port)
      throws IOException, InterruptedException {
    return start(
        Child.start(
            scene,
            Map.of(),
            "run",
            "--site",
            site.toString(),
            "--console",
            "127.0.0.1:" + port,
            "--json"));
  }

  private static Agent start(Child child) throws IOException, InterruptedException {
    try {
      return new Agent(child, URI.create(child.ready().getString("health")).resolve("/metrics"));
    } catch (IOException | InterruptedException e) {
      child.close();
      throw e;
    }
  }

  /// What it said of its console.
  JsonObject console() throws IOException, InterruptedException {
    return child.console();
  }

  ProcessFigures figures() throws IOException {
    return child.figures();
  }

  Metrics metrics() throws IOException, InterruptedException {
    return Metrics.scrape(metrics);
  }

  /// Looks ten times a second until the metrics are as wanted.
  ///
  /// @throws IOException when they are not within `patience`
  Metrics await(String what, Duration patience, Predicate<Metrics> wanted)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < patience.toNanos()) {
      Metrics now = metrics();
      if (wanted.test(now)) {
        return now;
      }
      Thread.sleep(LOOK);
    }
    throw new IOException("waited for " + what + ", got none within " + patience);
  }

  /// Waits until so many devices answer.
  void awaitOnline(int devices) throws IOException, InterruptedException {
    await(
        devices + " devices online",
        Duration.ofMinutes(1),
        m -> m.of("fieldbeacon_device_online") >= devices);
  }

  @Override
  public void close() {
    child.close();
  }
}
