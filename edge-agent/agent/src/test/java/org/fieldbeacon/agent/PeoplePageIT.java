package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Accounts, sign-in, the log and the record in a real browser, with a real gateway behind it.
/// Screenshots lie in `target/screenshots` afterwards.
@Timeout(600)
class PeoplePageIT {
  @TempDir Path folder;

  @Test
  void accountsAndTheRecordAreKeptInBothLanguagesOnPhoneAndDesk() throws Exception {
    BrowserRun.needBrowser();
    try (var faces = new Faces()) {
      for (Path its : faces.folders(folder)) {
        var field = faces.keep(new FloodField());
        faces.add(faces.keep(new RunningConsole(field.writeSite(its, ""))), Map.of());
      }
      faces.run("people.mjs");
      for (String face : faces.names()) {
        Path shot = BrowserRun.screenshots().resolve("record-" + face + ".png");
        assertTrue(Files.size(shot) > 10_000, shot::toString);
      }
    }
  }
}
