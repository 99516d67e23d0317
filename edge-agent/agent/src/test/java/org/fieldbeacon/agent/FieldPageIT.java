package org.fieldbeacon.agent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.simulator.opcua.OpcUaSimulator;
import org.fieldbeacon.simulator.scenario.ServerSpec;
import org.fieldbeacon.simulator.scenario.ServerSpec.VariableSpec;
import org.fieldbeacon.simulator.scenario.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a technician does about devices and the configuration, in a real browser, in Chinese and
/// English, on a phone and on a desk.
@Timeout(1_300)
class FieldPageIT {
  @TempDir Path folder;

  @Test
  void devicesAreFoundTriedLookedAtCalibratedAndCarriedOver() throws Exception {
    BrowserRun.needBrowser();
    try (var faces = new Faces()) {
      for (Path its : faces.folders(folder)) {
        var field = faces.keep(new FloodField());
        var otherLine = faces.keep(new FloodField());
        var plc = faces.keep(new OpcUaSimulator(gate(), (_, _) -> {}).start());
        var console = faces.keep(new RunningConsole(field.writeSite(its, "")));
        faces.add(console, Map.of("other", "127.0.0.1:" + otherLine.port(), "plc", plc.url()));
      }
      faces.run("field.mjs");
    }
  }

  @Test
  void everyModelIsAddedByFormAndTheGatewayMoves() throws Exception {
    onFloodsRun("forms.mjs");
  }

  @Test
  void aChangeIsKeptTakenBackRolledBackAndSeenWhenMadeByHand() throws Exception {
    onFloodsRun("changes.mjs");
  }

  private void onFloodsRun(String script) throws Exception {
    BrowserRun.needBrowser();
    try (var faces = new Faces()) {
      for (Path its : faces.folders(folder)) {
        var field = faces.keep(new FloodField());
        Path site = field.writeSite(its, "");
        faces.add(faces.keep(new RunningConsole(site)), Map.of("site", site.toString()));
      }
      faces.run(script);
    }
  }

  /// What the shipped profile of a sluice gate wants, but for one point.
  private static ServerSpec gate() {
    List<VariableSpec> variables = new ArrayList<>();
    for (String tag : List.of("LevelUpstream", "LevelDownstream", "Opening", "Remote", "Fault")) {
      variables.add(
          new VariableSpec(
              tag, "Gate1." + tag, ServerSpec.Type.DOUBLE, false, new Signal.Constant(1)));
    }
    return new ServerSpec("plc", 0, "urn:works", Map.of(), true, variables);
  }
}
