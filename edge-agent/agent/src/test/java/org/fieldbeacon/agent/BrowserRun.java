package org.fieldbeacon.agent;

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

/// Runs a script of `src/test/browser` in a real browser. Without one the test is skipped, but
/// never on CI.
final class BrowserRun {
  private static final Path SCRIPTS = Path.of("src/test/browser").toAbsolutePath();

  private BrowserRun() {}

  static Path screenshots() throws IOException {
    return Files.createDirectories(Path.of("target/screenshots").toAbsolutePath());
  }

  static void needBrowser() throws IOException, InterruptedException {
    needs(Files.isExecutable(Path.of("/usr/bin/chromium")), "no /usr/bin/chromium here");
    needs(installed(), "npm could not install the browser test's packages");
  }

  /// Fails with what the script has said.
  static void run(String script, List<String> arguments) throws IOException, InterruptedException {
    Path log = Path.of("target/" + script + ".log");
    List<String> command = new ArrayList<>(List.of("node", script));
    command.addAll(arguments);
    int status = run(log, command);
    assertEquals(0, status, () -> said(log));
  }

  private static String said(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /// Test JVMs side by side install once.
  private static boolean installed() throws IOException, InterruptedException {
    Path lock = Path.of("target/npm.lock");
    try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      return Files.exists(SCRIPTS.resolve("node_modules/axe-core/axe.min.js"))
          || run(
                  Path.of("target/npm.log"),
                  List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"))
              == 0;
    }
  }

  private static int run(Path log, List<String> command) throws InterruptedException {
    try {
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
    } catch (IOException _) {
      return -1;
    }
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
