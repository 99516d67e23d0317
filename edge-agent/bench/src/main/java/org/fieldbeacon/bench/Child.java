package org.fieldbeacon.bench;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A verb of the launcher in a process of its own, which says `ready` as JSON. The launcher becomes
/// the Java process, so its pid is the one to measure.
final class Child implements AutoCloseable {
  private static final Duration READY = Duration.ofMinutes(2);
  private static final Duration END = Duration.ofSeconds(30);

  private final String verb;
  private final Process process;
  private final CompletableFuture<JsonObject> ready = new CompletableFuture<>();
  private final CompletableFuture<JsonObject> console = new CompletableFuture<>();

  private Child(String verb, Process process) {
    this.verb = verb;
    this.process = process;
    Thread.ofVirtual().name("read-" + verb).start(this::read);
  }

  /// Starts it; its log goes into `VERB.log` under the scene's folder.
  static Child start(Scene scene, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(scene.home().resolve("fieldbeacon").toString());
    command.addAll(List.of(arguments));
    Path log = scene.dir().resolve(arguments[0] + ".log");
    var builder =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .directory(scene.dir().toFile());
    builder.environment().put("FIELDBEACON_NO_BUILD", "1");
    builder.environment().putAll(environment);
    return new Child(arguments[0], builder.start());
  }

  /// What it said when it was ready.
  ///
  /// @throws IOException when it ended before, or said nothing for two minutes
  JsonObject ready() throws IOException, InterruptedException {
    return said(ready);
  }

  /// What it said of its console, if it was told to have one.
  JsonObject console() throws IOException, InterruptedException {
    return said(console);
  }

  private JsonObject said(CompletableFuture<JsonObject> line)
      throws IOException, InterruptedException {
    try {
      return line.get(READY.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IOException(verb + ": got no ready line within " + READY, e);
    }
  }

  ProcessFigures figures() throws IOException {
    return ProcessFigures.of(process.pid());
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.startsWith("{")) {
          take(line);
        }
      }
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
    var ended = new IOException(verb + ": it ended before it was ready; " + verb + ".log says why");
    ready.completeExceptionally(ended);
    console.completeExceptionally(ended);
  }

  private void take(String line) {
    try {
      var said = new JsonObject(line);
      String event = said.getString("event", "");
      if (event.equals("ready")) {
        ready.complete(said);
      } else if (event.equals("console")) {
        console.complete(said);
      }
    } catch (DecodeException _) {
      // Not the line that is waited for.
    }
  }

  /// Tells it to stop, and waits.
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
