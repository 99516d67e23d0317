package org.fieldbeacon.agent;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a technician does about devices, in a real browser, on a phone in Chinese and on a desk in
/// English.
@Timeout(600)
class FieldPageIT {
  @TempDir Path folder;

  @Test
  void devicesAreFoundTriedLookedAtCalibratedAndCarriedOver() throws Exception {
    BrowserRun.needBrowser();
    try (var field = new FloodField();
        var otherLine = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""))) {
      BrowserRun.run(
          "field.mjs",
          List.of(
              console.address,
              BrowserRun.screenshots().toString(),
              console.code(),
              "127.0.0.1:" + otherLine.port()));
    }
  }

  @Test
  void everyModelIsAddedByFormAndTheGatewayMoves() throws Exception {
    BrowserRun.needBrowser();
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""))) {
      BrowserRun.run(
          "forms.mjs",
          List.of(console.address, BrowserRun.screenshots().toString(), console.code()));
    }
  }
}
