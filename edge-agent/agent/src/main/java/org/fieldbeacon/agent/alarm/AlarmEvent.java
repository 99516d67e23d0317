package org.fieldbeacon.agent.alarm;

import java.time.Instant;
import java.util.Optional;
import org.fieldbeacon.agent.hazard.Level;

/// What can happen to an alarm.
public sealed interface AlarmEvent {
  /// The condition holds, at this level; also tells a change of level.
  record ConditionActive(Level level) implements AlarmEvent {}

  /// The rule knows that the condition no longer holds; lack of data is not this.
  record ConditionInactive() implements AlarmEvent {}

  /// A person has seen it.
  ///
  /// @param seenRevision the revision they saw; refused when the alarm has called again since
  record Acknowledge(String by, String note, long seenRevision) implements AlarmEvent {}

  /// A person ends a latched alarm.
  record Reset(String by) implements AlarmEvent {}

  /// A person silences it until a time, or until it next returns to normal (one-shot) when there is
  /// no time; one-shot only while it is not normal.
  record Shelve(String by, String note, Optional<Instant> until) implements AlarmEvent {}

  record Unshelve(String by) implements AlarmEvent {}

  /// The shelving's time is over.
  record ShelveExpired() implements AlarmEvent {}

  /// Suppressed by design: another alarm explains this one.
  record Suppress() implements AlarmEvent {}

  record Unsuppress() implements AlarmEvent {}

  /// Maintenance takes it out, with a reason.
  record RemoveFromService(String by, String reason) implements AlarmEvent {}

  record ReturnToService(String by) implements AlarmEvent {}

  /// It has stood acknowledged too long: it calls again.
  record ReAlarm() implements AlarmEvent {}

  /// It has stood unacknowledged too long: more people are called.
  record Escalate() implements AlarmEvent {}
}
