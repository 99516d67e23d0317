package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.agent.console.AuditLog.Actor;
import org.fieldbeacon.agent.health.HealthReport;
import org.fieldbeacon.agent.health.HealthReport.Check;
import org.fieldbeacon.agent.health.HealthReport.State;
import org.junit.jupiter.api.Test;

/// When a change may be kept.
class TrialTest {
  private static final long LATER = Trial.GRACE_NANOS + 1;

  private final Trial trial =
      new Trial(
          new Actor("li", "technician", "10.0.0.7"),
          "before",
          "after",
          Map.of("device gauge", State.OK, "device old", State.OK, "uplink", State.DEGRADED),
          0,
          10 * LATER);

  private static Optional<HealthReport> health(State gauge) {
    return Optional.of(
        new HealthReport(
            List.of(
                new Check("device gauge", gauge, ""),
                new Check("device fresh", State.DEGRADED, "unknown"),
                new Check("uplink", State.DEGRADED, "not connected"))));
  }

  @Test
  void itWaitsForWhatWasWellBeforeAndForNothingElse() {
    var waits = trial.waitsFor(health(State.DEGRADED), 1);
    assertEquals(1, waits.size());
    assertEquals("device gauge", waits.getFirst().en());
    assertEquals(List.of(), trial.waitsFor(health(State.OK), 1));
    assertEquals(1, trial.waitsFor(Optional.empty(), 1).size());
  }

  @Test
  void onceTheGraceIsOverItIsJudgedAndNoLongerWaitedFor() {
    assertEquals(List.of(), trial.waitsFor(health(State.DEGRADED), LATER));
    assertTrue(trial.verdict(health(State.DEGRADED), 1).isEmpty());
    assertTrue(trial.verdict(health(State.DEGRADED), LATER).isPresent());
    assertTrue(trial.verdict(health(State.OK), LATER).isEmpty());
  }

  /// A clock that loses its source meanwhile, or rules that were removed on purpose.
  @Test
  void whatTheSiteIsWorthMeanwhileTakesNothingBack() {
    var now =
        Optional.of(
            new HealthReport(
                List.of(
                    new Check("device gauge", State.OK, ""),
                    new Check("rules", State.DEGRADED, "no rules yet"),
                    new Check("clock", State.DEGRADED, "not synchronized"))));
    assertEquals(List.of(), trial.waitsFor(now, 1));
    assertTrue(trial.verdict(now, LATER).isEmpty());
  }
}
