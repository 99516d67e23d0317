package org.fieldbeacon.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/// The map with its embedded broker in a process of its own.
final class OneMapChild implements AutoCloseable {
  private final Child child;
  private final URI http;
  private final String broker;

  private OneMapChild(Child child, URI http, String broker) {
    this.child = child;
    this.http = http;
    this.broker = broker;
  }

  /// A port that is free now.
  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /// Returns when it is ready.
  static OneMapChild start(Scene scene, int mqttPort) throws IOException, InterruptedException {
    Child child =
        Child.start(
            scene,
            Map.of(),
            "onemap",
            "--json",
            "--data",
            scene.dir().resolve("map").toString(),
            "--http-port",
            "0",
            "--mqtt-port",
            String.valueOf(mqttPort));
    try {
      return new OneMapChild(
          child, URI.create(child.ready().getString("http")), child.ready().getString("mqtt"));
    } catch (IOException | InterruptedException e) {
      child.close();
      throw e;
    }
  }

  /// The alarms that are open on the map.
  JsonArray alerts() throws IOException, InterruptedException {
    return new JsonObject(Metrics.get(http.resolve("/api/v1/state"))).getJsonArray("alerts");
  }

  /// Observations it has stored since its start.
  double observations() throws IOException, InterruptedException {
    return Metrics.scrape(http.resolve("/metrics"))
        .of("fieldbeacon_onemap_observations_stored_total");
  }

  /// As a site file names it.
  String broker() {
    return broker;
  }

  /// Writes the public key that signs its commands.
  Path writeCommandKey(Scene scene) throws IOException, InterruptedException {
    return scene.write("command.pub", Metrics.get(http.resolve("/api/v1/command-key")));
  }

  ProcessFigures figures() throws IOException {
    return child.figures();
  }

  @Override
  public void close() {
    child.close();
  }
}
