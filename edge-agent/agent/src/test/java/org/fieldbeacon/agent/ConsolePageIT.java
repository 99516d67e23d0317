package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The console in a real browser, with a real gateway and a simulated flood behind it. Screenshots
/// lie in `target/screenshots` afterwards.
@Timeout(1_300)
class ConsolePageIT {
  @TempDir Path folder;

  @Test
  void theFloodIsSeenAndHandledInBothLanguagesOnPhoneAndDesk() throws Exception {
    BrowserRun.needBrowser();
    try (var faces = new Faces(Faces.ALL)) {
      for (Path its : faces.folders(folder)) {
        var field = faces.keep(new FloodField());
        var console = faces.keep(new RunningConsole(field.writeSite(its, "")));
        field.level(2.15);
        awaitAlarm(console);
        faces.add(console, Map.of());
      }
      faces.run("console.mjs");
    }
    for (String face : Faces.ALL) {
      Path shot = BrowserRun.screenshots().resolve("overview-" + face + ".png");
      assertTrue(Files.size(shot) > 10_000, shot::toString);
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
