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
        var plc = new OpcUaSimulator(gate(), (_, _) -> {}).start();
        var console = new RunningConsole(field.writeSite(folder, ""))) {
      BrowserRun.run(
          "field.mjs",
          List.of(
              console.address,
              BrowserRun.screenshots().toString(),
              console.code(),
              "127.0.0.1:" + otherLine.port(),
              plc.url()));
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
