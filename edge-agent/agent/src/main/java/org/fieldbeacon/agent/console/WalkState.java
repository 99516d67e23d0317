package org.fieldbeacon.agent.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.driver.Text;

/// How a walk test stands.
///
/// @param alarmId of the test alarm; empty before it is raised
/// @param headline of the test alarm; empty texts before it is raised
/// @param status of the alert as it went out: `Test`; empty when none went out
/// @param isOver whether nothing more will happen
public record WalkState(
    String id,
    String rule,
    Text title,
    String point,
    String injected,
    boolean silent,
    String by,
    Instant startedAt,
    String alarmId,
    Text headline,
    String status,
    boolean isOver,
    List<Step> steps) {
  public WalkState {
    steps = List.copyOf(steps);
  }

  /// The stations of the way, in order.
  public enum Station {
    INJECTED,
    READING,
    ALARM,
    OUTPUT,
    STORED,
    RECEIPT,
    ACKNOWLEDGED
  }

  public enum Outcome {
    WAITING,
    PASSED,
    FAILED,
    /// Nothing of the kind belongs to this rule or this site.
    SKIPPED
  }

  /// @param at when it was passed, or found not to be
  /// @param afterMillis since the test value was injected
  public record Step(
      Station station, Outcome outcome, Optional<Instant> at, long afterMillis, Text detail) {}
}
