package org.fieldbeacon.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One verb of the launcher as a process of its own. Its lines on both outputs are read as they
/// come; those that are JSON are given on. Any thread.
final class Child implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration GOODBYE = Duration.ofSeconds(15);
  private static final int KEPT = 40;

  private final String name;
  private final Process process;
  private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();
  private final Deque<String> last = new ArrayDeque<>();
  private final Consumer<JsonNode> events;
  private final Thread reader;

  private Child(String name, Process process, Consumer<JsonNode> events) {
    this.name = name;
    this.process = process;
    this.events = events;
    reader = Thread.ofVirtual().name("read-" + name).start(this::read);
  }

  /// Starts `fieldbeacon` with these arguments.
  ///
  /// @param home where the launcher is
  /// @param events takes its JSON lines, on a thread of their own
  static Child start(
      Path home, List<String> arguments, Map<String, String> environment, Consumer<JsonNode> events)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("fieldbeacon").toString());
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("FIELDBEACON_NO_BUILD", "1");
    builder.environment().putAll(environment);
    return new Child(arguments.getFirst(), builder.start(), events);
  }

  /// Its `ready` line.
  ///
  /// @throws IOException when it ends or stays silent instead; says its last lines
  JsonNode awaitReady(Duration patience) throws IOException, InterruptedException {
    try {
      return ready.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(name + " ended before it was ready: " + lastLines(), e);
    } catch (TimeoutException e) {
      throw new IOException(name + " was not ready within " + patience + ": " + lastLines(), e);
    }
  }

  /// Its exit status once it has ended by itself and all its lines are read; empty when it has not
  /// within `patience`.
  Optional<Integer> awaitEnd(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience)) {
      return Optional.empty();
    }
    reader.join();
    return Optional.of(process.exitValue());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  synchronized String lastLines() {
    return String.join(" | ", last);
  }

  /// Asks it to end, and waits until it has. Its exit status; empty when it had to be killed.
  Optional<Integer> stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(GOODBYE)) {
      kill();
      return Optional.empty();
    }
    reader.join();
    return Optional.of(process.exitValue());
  }

  /// As `kill -9`.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    reader.join();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GOODBYE)) {
        kill();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = lines.readLine()) != null) {
        keep(line);
        if (line.startsWith("{")) {
          take(line);
        }
      }
    } catch (IOException e) {
      keep(e.toString());
    }
    ready.completeExceptionally(new IOException("end of output"));
  }

  private void take(String line) {
    JsonNode event;
    try {
      event = JSON.readTree(line);
    } catch (JacksonException _) {
      return;
    }
    if (event.path("event").asString("").equals("ready")) {
      ready.complete(event);
    }
    events.accept(event);
  }

  private synchronized void keep(String line) {
    last.add(line);
    if (last.size() > KEPT) {
      last.removeFirst();
    }
  }
}
