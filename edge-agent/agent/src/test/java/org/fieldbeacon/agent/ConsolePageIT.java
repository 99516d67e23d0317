package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The console in a real browser, with a real gateway and a simulated flood behind it. Screenshots
/// lie in `target/screenshots` afterwards.
@Timeout(600)
class ConsolePageIT {
  @TempDir Path folder;

  @Test
  void everyPageShowsTheFloodInBothLanguagesOnPhoneAndDesk() throws Exception {
    BrowserRun.needBrowser();
    Path shots = BrowserRun.screenshots();
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""))) {
      field.level(2.15);
      awaitAlarm(console);
      BrowserRun.run("console.mjs", List.of(console.address, shots.toString(), console.code()));
      assertTrue(Files.size(shots.resolve("overview-zh-360.png")) > 10_000);
    }
  }

  @Test
  void thePageCanBeInstalledAndSaysWithoutANetworkThatItKnowsNothing() throws Exception {
    BrowserRun.needBrowser();
    Path shots = BrowserRun.screenshots();
    try (var console = new RunningConsole(folder.resolve("site.yaml"))) {
      BrowserRun.run(
          "pwa.mjs",
          List.of(console.address, shots.toString(), folder.resolve("profile").toString()));
    }
  }

  private static void awaitAlarm(RunningConsole console) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < end
        && console.host.live().orElseThrow().alarms().stream()
            .noneMatch(a -> a.life().state().isActive())) {
      Thread.onSpinWait();
    }
  }
}
