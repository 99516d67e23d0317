package org.fieldbeacon.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Where and on what a benchmark ran.
final class Machine {
  private static final String UNKNOWN = "unknown";

  private Machine() {}

  /// Of this process, as it is now.
  ///
  /// @param home the checkout or the installed product, for its commit
  /// @param dir where the benchmark writes
  static JsonObject describe(Path home, Path dir) throws IOException {
    return new JsonObject()
        .put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("commit", commit(home))
        .put("cpu", after("model name", Path.of("/proc/cpuinfo")))
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("memory", after("MemTotal", Path.of("/proc/meminfo")))
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("arch", System.getProperty("os.arch"))
        .put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version())
        .put("file-system", Files.getFileStore(dir).type())
        .put("load-average-1m-before", load());
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /// What follows the colon on the first line that begins with `key`.
  static String after(String key, Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
          .filter(line -> line.startsWith(key) && line.contains(":"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(UNKNOWN);
    } catch (IOException _) {
      return UNKNOWN;
    }
  }

  private static String commit(Path home) {
    String head = git(home, List.of("rev-parse", "--short=12", "HEAD"));
    if (head.isEmpty()) {
      return UNKNOWN;
    }
    String changes = git(home, List.of("status", "--porcelain", "--untracked-files=no"));
    return changes.isEmpty() ? head : head + " with changes";
  }

  private static String git(Path home, List<String> arguments) {
    var command = new ArrayList<>(List.of("git", "-C", home.toString()));
    command.addAll(arguments);
    try {
      Process git =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = git.waitFor(Duration.ofSeconds(10));
      return ended && git.exitValue() == 0 ? said.strip() : "";
    } catch (IOException _) {
      return "";
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
