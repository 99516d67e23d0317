package org.fieldbeacon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a script of the console's browser tests in a real browser. Without one the test is skipped,
/// but never on CI.
final class Browser {
  private static final Path SCRIPTS =
      Path.of("../../edge-agent/agent/src/test/browser").toAbsolutePath().normalize();

  private Browser() {}

  static Path screenshots() throws IOException {
    return Files.createDirectories(Path.of("target/screenshots").toAbsolutePath());
  }

  static void need() throws IOException, InterruptedException {
    needs(Files.isExecutable(Path.of("/usr/bin/chromium")), "no /usr/bin/chromium here");
    needs(installed(), "npm could not install the browser test's packages");
  }

  /// Test JVMs side by side install once.
  private static boolean installed() throws IOException, InterruptedException {
    Path lock = Path.of("target/npm.lock");
    try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      return Files.exists(SCRIPTS.resolve("node_modules/axe-core/axe.min.js"))
          || start(
                  Path.of("target/npm.log"),
                  List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"))
              == 0;
    }
  }

  /// Fails with what the script has said.
  static void run(String script, String... arguments) throws IOException, InterruptedException {
    Path log = Path.of("target/" + script + ".log");
    List<String> command = new ArrayList<>(List.of("node", script));
    command.addAll(List.of(arguments));
    int status = start(log, command);
    String said = Files.exists(log) ? Files.readString(log) : "";
    assertEquals(0, status, said);
  }

  private static int start(Path log, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(SCRIPTS.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(1200, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return -1;
    }
    return process.exitValue();
  }

  static void needs(boolean isThere, String otherwise) {
    if (!isThere && "true".equals(System.getenv("CI"))) {
      fail(otherwise);
    }
    if (!isThere) {
      abort(otherwise);
    }
  }
}
