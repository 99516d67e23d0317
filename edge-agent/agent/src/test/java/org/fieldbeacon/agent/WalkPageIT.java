package org.fieldbeacon.agent;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The walk test and its sheets in a real browser, with a simulated gauge and siren behind it.
/// Screenshots lie in `target/screenshots` afterwards. What the sheet says of what: `WalkIT`.
@Timeout(600)
class WalkPageIT {
  @TempDir Path folder;

  @Test
  void aWalkTestIsRefusedFailedAndMadeInBothLanguagesOnPhoneAndDesk() throws Exception {
    BrowserRun.needBrowser();
    try (var faces = new Faces()) {
      for (Path its : faces.folders(folder)) {
        var field = faces.keep(new FloodField());
        Path site = field.writeSite(its, "");
        WalkIT.keepAnOldSheet(its);
        faces.add(faces.keep(new RunningConsole(site)), Map.of());
      }
      faces.run("walk.mjs");
    }
  }
}
