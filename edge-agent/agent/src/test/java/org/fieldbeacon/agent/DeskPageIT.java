package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeacon.agent.archive.TestArchives;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The pages about models, the quality of alarms and support in a real browser, with a camera that
/// sees smoke. Screenshots lie in `target/screenshots` afterwards.
@Timeout(600)
class DeskPageIT {
  @TempDir Path folder;

  @Test
  void modelsAlarmsAndSupportWorkInBothLanguagesOnPhoneAndDesk() throws Exception {
    BrowserRun.needBrowser();
    Path shots = BrowserRun.screenshots();
    var field = new SmokeField(folder.resolve("site"));
    Path files = Files.createDirectories(folder.resolve("files"));
    try (var console = new RunningConsole(field.writeSite());
        var _ = field.keepShowing()) {
      Map<String, byte[]> good = TestArchives.files(field.newerPackage("9.9.9"), "");
      Files.write(files.resolve("good.zip"), TestArchives.zip(good));
      var swapped = new TreeMap<>(good);
      swapped.put("model.tflite", "another".getBytes(StandardCharsets.UTF_8));
      Files.write(files.resolve("swapped.zip"), TestArchives.zip(swapped));
      BrowserRun.run(
          "desk.mjs", List.of(console.address, shots.toString(), console.code(), files.toString()));
      assertTrue(Files.size(shots.resolve("model-zh-360.png")) > 10_000);
    }
  }
}
