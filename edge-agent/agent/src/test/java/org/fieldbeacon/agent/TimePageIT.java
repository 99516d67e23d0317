package org.fieldbeacon.agent;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.fieldbeacon.agent.clock.FakeMachine;
import org.fieldbeacon.agent.clock.FakeTimeServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The first start sets the time source, in a real browser, on a gateway whose clock has never been
/// set. Screenshots lie in `target/screenshots` afterwards.
@Timeout(600)
class TimePageIT {
  @TempDir Path folder;

  @Test
  void theFirstStartSetsWhatTheClockFollowsAndTheClockIsRightFromThenOn() throws Exception {
    BrowserRun.needBrowser();
    try (var faces = new Faces()) {
      for (Path its : faces.folders(folder)) {
        var server = faces.keep(new FakeTimeServer(InstantSource.system(), 0x24, 2));
        var console =
            faces.keep(new RunningConsole(its.resolve("site.yaml"), FakeMachine.of1970()));
        faces.add(console, Map.of("server", "127.0.0.1:" + server.port()));
      }
      faces.run("time.mjs");
    }
  }
}
