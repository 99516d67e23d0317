package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/// The faces of the console, Chinese and English on a phone and on a desk: each is given a gateway
/// of its own, so that a script does its tasks in all of them at once. Tasks are done in two of
/// them, and in all four where FIELDBEACON_FACES=all; pages are always looked at in all four.
final class Faces implements AutoCloseable {
  static final List<String> ALL = List.of("zh-360", "zh-1280", "en-360", "en-1280");
  private static final List<String> TWO = List.of("zh-360", "en-1280");

  private final List<String> names;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final JsonArray gateways = new JsonArray();

  Faces() {
    this("all".equals(System.getenv("FIELDBEACON_FACES")) ? ALL : TWO);
  }

  Faces(List<String> names) {
    this.names = names;
  }

  List<String> names() {
    return names;
  }

  /// A folder for each face's gateway.
  List<Path> folders(Path folder) throws IOException {
    for (String name : names) {
      Files.createDirectories(folder.resolve(name));
    }
    return names.stream().map(folder::resolve).toList();
  }

  /// Closed together with the faces, the last one first.
  <T extends AutoCloseable> T keep(T part) {
    running.push(part);
    return part;
  }

  /// The next face's gateway, and what the script must know of it besides.
  void add(RunningConsole console, Map<String, String> more) {
    var gateway =
        new JsonObject()
            .put("face", names.get(gateways.size()))
            .put("base", console.address)
            .put("code", console.code());
    more.forEach(gateway::put);
    gateways.add(gateway);
  }

  /// Does the tasks of a script of `src/test/browser` in every face.
  void run(String script) throws IOException, InterruptedException {
    assertEquals(names.size(), gateways.size(), "every face wants a gateway");
    BrowserRun.run(script, List.of(gateways.encode(), BrowserRun.screenshots().toString()));
  }

  @Override
  public void close() {
    for (AutoCloseable part : running) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException(part + " did not close", e);
      }
    }
  }
}
