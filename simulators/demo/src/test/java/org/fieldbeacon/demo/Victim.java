package org.fieldbeacon.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A process that is killed and started again, always with the same command, data and log. Used by
/// one thread.
final class Victim implements AutoCloseable {
  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private @Nullable Process process;
  private int kills;

  /// Starts at [#start].
  Victim(String name, List<String> command, Map<String, String> environment, Path log) {
    this.name = name;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.log = log;
  }

  void start() throws IOException {
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    process = builder.start();
  }

  /// `kill -9`; returns when it is gone. One that had ended by itself is a finding.
  void kill() throws IOException, InterruptedException {
    Process running = running();
    running.destroyForcibly().waitFor();
    kills++;
  }

  int kills() {
    return kills;
  }

  /// Asks it to end; its exit status.
  int stop() throws IOException, InterruptedException {
    Process running = running();
    running.destroy();
    return running.waitFor();
  }

  /// @throws AssertionError when it has ended although nobody killed it
  private Process running() throws IOException {
    Process now = process;
    if (now == null || !now.isAlive()) {
      throw new AssertionError(name + " ended by itself: " + lastLines());
    }
    return now;
  }

  private String lastLines() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
