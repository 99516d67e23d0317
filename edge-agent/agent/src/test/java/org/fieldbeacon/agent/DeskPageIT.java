package org.fieldbeacon.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeacon.agent.archive.TestArchives;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The pages about models, the quality of alarms and support in a real browser, with a camera that
/// sees smoke. Screenshots lie in `target/screenshots` afterwards.
@Timeout(1_300)
class DeskPageIT {
  @TempDir Path folder;

  @Test
  void modelsAlarmsAndSupportWorkInBothLanguagesOnPhoneAndDesk() throws Exception {
    BrowserRun.needBrowser();
    try (var faces = new Faces()) {
      for (Path its : faces.folders(folder)) {
        var field = new SmokeField(its.resolve("site"));
        Path files = Files.createDirectories(its.resolve("files"));
        var console = faces.keep(new RunningConsole(field.writeSite()));
        faces.keep(field.keepShowing());
        writePackages(field, files);
        faces.add(console, Map.of("files", files.toString()));
      }
      faces.run("desk.mjs");
    }
  }

  private static void writePackages(SmokeField field, Path files) throws IOException {
    Map<String, byte[]> good = TestArchives.files(field.newerPackage("9.9.9"), "");
    Files.write(files.resolve("good.zip"), TestArchives.zip(good));
    var swapped = new TreeMap<>(good);
    swapped.put("model.tflite", "another".getBytes(StandardCharsets.UTF_8));
    Files.write(files.resolve("swapped.zip"), TestArchives.zip(swapped));
  }
}
