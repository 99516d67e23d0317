package org.fieldbeacon.agent.alarm;

import java.time.Instant;
import java.util.Optional;
import org.fieldbeacon.agent.hazard.Level;

/// One alarm with everything that must survive a restart.
///
/// @param ruleId the rule it belongs to
/// @param state where it is in its life
/// @param level how bad it is, or was when it last held; NONE before it ever did
/// @param latched whether it stays until reset after its condition has gone
/// @param shelving who silences it and until when, when it is shelved
/// @param suppressed whether another alarm explains it
/// @param outOfService why maintenance has taken it out, when it has
/// @param escalated whether more people have been called since it was last acknowledged
/// @param acknowledgement who saw it, until it calls again
/// @param calledRevision the revision at which it last called people
/// @param revision one more at every change
/// @param changedAt when this revision came to be
public record Alarm(
    String ruleId,
    AlarmState state,
    Level level,
    boolean latched,
    Optional<Shelving> shelving,
    boolean suppressed,
    Optional<String> outOfService,
    boolean escalated,
    Optional<Acknowledgement> acknowledgement,
    long calledRevision,
    long revision,
    Instant changedAt) {

  /// @param until empty for one-shot: until the next return to normal
  public record Shelving(String by, String note, Optional<Instant> until) {}

  public record Acknowledgement(String by, String note, Instant at) {}

  /// An alarm that has never been raised.
  public static Alarm normal(String ruleId, boolean latched, Instant now) {
    return new Alarm(
        ruleId,
        AlarmState.NORMAL,
        Level.NONE,
        latched,
        Optional.empty(),
        false,
        Optional.empty(),
        false,
        Optional.empty(),
        0,
        0,
        now);
  }

  /// Whether people and outputs are called: it is in none of the three silenced conditions.
  public boolean isAnnunciated() {
    return shelving.isEmpty() && !suppressed && outOfService.isEmpty();
  }

  /// As the site file has it now; not a change of the alarm.
  Alarm configured(boolean nowLatched) {
    return new Alarm(
        ruleId,
        state,
        level,
        nowLatched,
        shelving,
        suppressed,
        outOfService,
        escalated,
        acknowledgement,
        calledRevision,
        revision,
        changedAt);
  }

  Alarm to(AlarmState next) {
    return with(next, level, shelving, suppressed, outOfService, escalated, acknowledgement);
  }

  Alarm at(Level newLevel) {
    return with(state, newLevel, shelving, suppressed, outOfService, escalated, acknowledgement);
  }

  Alarm shelved(Optional<Shelving> how) {
    return with(state, level, how, suppressed, outOfService, escalated, acknowledgement);
  }

  Alarm suppressed(boolean yes) {
    return with(state, level, shelving, yes, outOfService, escalated, acknowledgement);
  }

  Alarm outOfService(Optional<String> why) {
    return with(state, level, shelving, suppressed, why, escalated, acknowledgement);
  }

  Alarm escalated(boolean yes) {
    return with(state, level, shelving, suppressed, outOfService, yes, acknowledgement);
  }

  /// An acknowledgement ends the escalation.
  Alarm acknowledged(Optional<Acknowledgement> by) {
    return with(state, level, shelving, suppressed, outOfService, escalated && by.isEmpty(), by);
  }

  /// It calls people with the revision that is being made: whoever saw it before has not seen this.
  Alarm called() {
    return new Alarm(
        ruleId,
        AlarmState.UNACKNOWLEDGED,
        level,
        latched,
        shelving,
        suppressed,
        outOfService,
        false,
        Optional.empty(),
        revision + 1,
        revision,
        changedAt);
  }

  /// The next revision, made now.
  Alarm revised(Instant now) {
    return new Alarm(
        ruleId,
        state,
        level,
        latched,
        shelving,
        suppressed,
        outOfService,
        escalated,
        acknowledgement,
        calledRevision,
        revision + 1,
        now);
  }

  private Alarm with(
      AlarmState newState,
      Level newLevel,
      Optional<Shelving> newShelving,
      boolean nowSuppressed,
      Optional<String> nowOutOfService,
      boolean nowEscalated,
      Optional<Acknowledgement> newAcknowledgement) {
    return new Alarm(
        ruleId,
        newState,
        newLevel,
        latched,
        newShelving,
        nowSuppressed,
        nowOutOfService,
        nowEscalated,
        newAcknowledgement,
        calledRevision,
        revision,
        changedAt);
  }
}
