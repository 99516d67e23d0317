package org.fieldbeacon.agent.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.driver.Text;

/// How a walk test stands; once it is over, what its acceptance sheet says.
///
/// @param endedAt when it was over
/// @param alarmId of the test alarm; empty before it is raised
/// @param headline of the test alarm; empty texts before it is raised
/// @param status of the alert as it went out: `Test`; empty when none went out
/// @param verdict empty before it is over
/// @param missing what was not tried, or is not known though it was, one sentence each
/// @param scene what was tested, as it was then
/// @param outputs those that the rule may switch
public record WalkState(
    String id,
    String rule,
    Text title,
    String point,
    String injected,
    boolean silent,
    String by,
    Instant startedAt,
    Optional<Instant> endedAt,
    String alarmId,
    Text headline,
    String status,
    Optional<Verdict> verdict,
    List<Text> missing,
    WalkScene scene,
    List<OutputTrial> outputs,
    Optional<Acknowledgement> acknowledgement,
    List<Step> steps) {
  public WalkState {
    missing = List.copyOf(missing);
    outputs = List.copyOf(outputs);
    steps = List.copyOf(steps);
  }

  /// Whether nothing more will happen.
  public boolean isOver() {
    return endedAt.isPresent();
  }

  /// What may be relied on.
  public enum Verdict {
    /// All of the way was gone, and the centre has answered.
    PASSED,
    /// Nothing failed, but not all was tried: see `missing`.
    PARTLY,
    FAILED
  }

  /// The stations of the way, in order.
  public enum Station {
    READY,
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
    /// Not tried, or nothing of the kind belongs to this rule or this site.
    SKIPPED
  }

  /// @param title what came of it, in a few words
  /// @param at when it was passed, or found not to be
  /// @param afterMillis since the test value was injected
  public record Step(
      Station station,
      Text title,
      Outcome outcome,
      Optional<Instant> at,
      long afterMillis,
      Text detail) {}

  /// How far an output was tried.
  public enum How {
    /// The alarm is not raised yet.
    WAITING,
    /// A silent test.
    SILENT,
    /// The alarm did not reach its level.
    TOO_LOW,
    /// The reading was in doubt, and no output is switched on a doubt.
    WITHHELD,
    /// Commanded, without a word of it yet.
    COMMANDED,
    CONFIRMED,
    /// Taken by the device; it has no read-back.
    WRITTEN,
    /// It was on before, so that nobody knows whether it would have gone on.
    WAS_ON,
    BLOCKED,
    NOT_CONFIRMED
  }

  /// One output that the rule may switch.
  ///
  /// @param atLeast the level from which it does
  /// @param said what came of it
  public record OutputTrial(
      String id, Text title, Level atLeast, boolean hasReadBack, How how, Text said) {}

  /// Who has seen the test alarm.
  ///
  /// @param isCentre whether by a signed order of the map; else on this gateway's console
  /// @param isTester whether it is who made the test
  public record Acknowledgement(String by, Instant at, boolean isCentre, boolean isTester) {}
}
