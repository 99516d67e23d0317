package org.fieldbeacon.agent;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two people change one configuration: neither writes over the other unseen, and neither loses
/// what was typed.
@Timeout(1_300)
class TogetherIT {
  @TempDir Path folder;

  @Test
  void whatSomebodyElseChangedIsShownAndOnesOwnIsPutOnTopOfIt() throws Exception {
    BrowserRun.needBrowser();
    try (var faces = new Faces()) {
      for (Path its : faces.folders(folder)) {
        var field = faces.keep(new FloodField());
        faces.add(faces.keep(new RunningConsole(field.writeSite(its, ""))), Map.of());
      }
      faces.run("together.mjs");
    }
  }
}
