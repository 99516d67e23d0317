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
  record Acknowledge(String by, String note) implements AlarmEvent {}

  /// A person ends a latched alarm.
  record Reset(String by) implements AlarmEvent {}

  /// A person silences it until a time, or until it next returns to normal (one-shot) when there is
  /// no time.
  record Shelve(String by, Optional<Instant> until) implements AlarmEvent {}

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
