package org.fieldbeacon.agent.health;

import java.util.List;

/// How the gateway is, in a few sentences a technician can act on.
///
/// @param checks one per concern, worst matters
public record HealthReport(List<Check> checks) {
  public HealthReport {
    checks = List.copyOf(checks);
  }

  /// The worst of all checks; OK when there are none.
  public State state() {
    return checks.stream().map(Check::state).max(State::compareTo).orElse(State.OK);
  }

  /// @param name `uplink`, `storage`, `device river-gauge-01`
  /// @param detail one sentence; empty when all is well
  public record Check(String name, State state, String detail) {}

  /// DEGRADED still does its main work, FAILED does not.
  public enum State {
    OK,
    DEGRADED,
    FAILED
  }
}
