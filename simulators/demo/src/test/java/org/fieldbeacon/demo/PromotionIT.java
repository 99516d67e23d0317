package org.fieldbeacon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.fieldbeacon.contract.CommandKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A model's package changed from the one map: a gateway and a map as processes, a camera whose
/// pictures fall into a folder, and a second package that runs beside the first.
@Timeout(600)
@SuppressWarnings("InlineFormatString")
class PromotionIT {
  private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();
  private static final Path PICTURES = HOME.resolve("simulators/data/camera-smoke");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String MODEL = "/api/v1/gateways/gw-410105-02/models/gate-fire/";
  private static final String SITE =
      """
      schema-version: 1
      gateway:
        id: gw-410105-02
        title: {zh: 村口网关, en: Village gateway}
        position: {latitude-deg: 34.90, longitude-deg: 113.68}
        adcode: "410105"
        exercise: true
      links:
        - {name: pictures, type: folder, path: pictures}
      devices:
        - name: gate-camera
          title: {zh: 村口摄像机, en: Village camera}
          profile: camera-folder
          link: pictures
          address: {}
          poll-interval: PT1S
      models:
        - id: gate-fire
          title: {zh: 村口烟火识别, en: Village fire watch}
          package: fire-smoke
          camera: gate-camera/frame
          period: PT1S
          shadow: fire-smoke-9.9.9
          trusted-keys: [trusted.pub]
      store: {dir: store}
      uplink: {broker: "%s", receipts: map, command-key: map/command-key.pub.pem}
      health: {port: 0}
      """;

  @TempDir Path dir;

  private final HttpClient http = HttpClient.newHttpClient();
  private URI map = URI.create("http://127.0.0.1");
  private int shown;

  @Test
  void aPackageBesideIsPromotedFromTheMapTakenBackAndRefusedOnceItDoesNotHold() throws Exception {
    try (Child onemap =
        Child.start(
            HOME,
            List.of(
                "onemap",
                "--data",
                dir.resolve("map").toString(),
                "--http-port",
                "0",
                "--mqtt-port",
                "0",
                "--open-demo",
                "--json"),
            Map.of(),
            _ -> {})) {
      JsonNode ready = onemap.awaitReady(PATIENCE);
      map = URI.create(ready.path("http").asString());
      Path site = site(ready.path("mqtt").asString());
      try (Child agent =
          Child.start(
              HOME, List.of("run", "--site", site.toString(), "--json"), Map.of(), _ -> {})) {
        agent.awaitReady(PATIENCE);
        change();
      }
    }
    String record = Files.readString(dir.resolve("store/audit/audit.jsonl"));
    assertTrue(record.contains("\"who\":\"张工\",\"role\":\"map\""), record);
    assertEquals(1, count(record, "model-promoted"), record);
    assertEquals(1, count(record, "model-rolled-back"), record);
  }

  private void change() throws Exception {
    JsonNode shadow = model(m -> m.path("shadow").isObject()).path("shadow");
    assertEquals("9.9.9", shadow.path("version").asString());
    String sha256 = shadow.path("sha256").asString();
    assertEquals(409, order("roll-back", ""), "nothing has been promoted");
    assertEquals(409, order("promote", "0".repeat(64)), "not what runs beside");
    assertEquals(202, order("promote", sha256));
    outcome("promote", "done");
    JsonNode now = model(m -> m.path("promoted").asBoolean());
    assertEquals("9.9.9", now.path("version").asString());
    assertTrue(!now.path("shadow").path("version").asString().equals("9.9.9"), now::toString);
    assertEquals(202, order("roll-back", ""));
    outcome("roll-back", "done");
    model(m -> !m.path("promoted").asBoolean());
    // What was signed for is not what lies there any more.
    Files.writeString(dir.resolve("models/fire-smoke-9.9.9/more.txt"), "more");
    assertEquals(202, order("promote", sha256));
    String why = outcome("promote", "refused");
    assertTrue(why.contains("does not hold") && why.contains("more.txt"), why);
    assertTrue(!model(_ -> true).path("promoted").asBoolean());
  }

  private Path site(String broker) throws Exception {
    KeyPair keys = CommandKeys.generate();
    CommandKeys.writePublic(dir.resolve("trusted.pub"), keys.getPublic());
    Path key = dir.resolve("signing.pem");
    CommandKeys.writePrivate(key, keys.getPrivate());
    Path shipped = HOME.resolve("firmware-configs/models/fire-smoke");
    Path newer = dir.resolve("models/fire-smoke-9.9.9");
    for (Path made : List.of(dir.resolve("models/fire-smoke"), newer)) {
      copy(shipped, made);
    }
    Path card = newer.resolve("card.yaml");
    String text = Files.readString(card);
    Files.writeString(card, text.replaceFirst("\nversion: [0-9.]+\n", "\nversion: 9.9.9\n"));
    for (Path made : List.of(dir.resolve("models/fire-smoke"), newer)) {
      try (Child sign =
          Child.start(
              HOME,
              List.of("model", "sign", made.toString(), "--key", key.toString()),
              Map.of(),
              _ -> {})) {
        assertEquals(Optional.of(0), sign.awaitEnd(PATIENCE), sign::lastLines);
      }
    }
    Files.createDirectories(dir.resolve("pictures"));
    Files.createSymbolicLink(dir.resolve("profiles"), HOME.resolve("firmware-configs/profiles"));
    return Files.writeString(dir.resolve("site.yaml"), SITE.formatted(broker));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.filter(f -> !f.startsWith(from.resolve("train"))).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(Files.isDirectory(file) ? target : target.resolve(".."));
        if (!Files.isDirectory(file)) {
          Files.copy(file, target);
        }
      }
    }
  }

  /// The camera takes another picture; it is whole when it appears.
  private void show() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.list(PICTURES)) {
      all = files.filter(f -> f.toString().endsWith(".jpg")).sorted().toList();
    }
    Path making = dir.resolve("pictures/next.part");
    Files.copy(all.get(shown % all.size()), making, StandardCopyOption.REPLACE_EXISTING);
    Files.move(making, dir.resolve("pictures/%05d.jpg".formatted(shown++)));
  }

  private JsonNode state() throws IOException, InterruptedException {
    HttpRequest ask = HttpRequest.newBuilder(map.resolve("/api/v1/state")).build();
    return JSON.readTree(http.send(ask, BodyHandlers.ofString()).body());
  }

  /// As the gateway has told the map of it, once that holds; a picture every half second meanwhile.
  private JsonNode model(Predicate<JsonNode> holds) throws IOException, InterruptedException {
    return await(
        state -> state.path("gateways").path(0).path("status").path("models").path(0),
        m -> m.isObject() && holds.test(m));
  }

  /// What the gateway answered, once it has.
  private String outcome(String action, String wanted) throws IOException, InterruptedException {
    JsonNode order =
        await(
            state -> state.path("modelOrders").path(0),
            o ->
                o.path("action").asString("").equals(action)
                    && !o.path("outcome").asString("").isEmpty());
    assertEquals(wanted, order.path("outcome").asString(), order::toString);
    return order.path("detail").asString("");
  }

  private interface Part {
    JsonNode of(JsonNode state);
  }

  private JsonNode await(Part part, Predicate<JsonNode> holds)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      JsonNode state = state();
      JsonNode now = part.of(state);
      if (holds.test(now)) {
        return now;
      }
      assertTrue(System.nanoTime() < end, () -> "not within " + PATIENCE + ": " + state);
      show();
      Thread.sleep(500);
    }
  }

  private int order(String action, String sha256) throws IOException, InterruptedException {
    String body = "{\"operator\":\"张工\",\"note\":\"试\",\"sha256\":\"" + sha256 + "\"}";
    HttpRequest ask =
        HttpRequest.newBuilder(map.resolve(MODEL + action))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(ask, BodyHandlers.ofString()).statusCode();
  }

  private static int count(String text, String word) {
    return text.split(word, -1).length - 1;
  }
}
