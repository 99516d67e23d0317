package org.fieldbeacon.agent.alarm;

import static org.fieldbeacon.agent.alarm.AlarmState.ACKNOWLEDGED;
import static org.fieldbeacon.agent.alarm.AlarmState.LATCHED_ACKNOWLEDGED;
import static org.fieldbeacon.agent.alarm.AlarmState.LATCHED_UNACKNOWLEDGED;
import static org.fieldbeacon.agent.alarm.AlarmState.NORMAL;
import static org.fieldbeacon.agent.alarm.AlarmState.RTN_UNACKNOWLEDGED;
import static org.fieldbeacon.agent.alarm.AlarmState.UNACKNOWLEDGED;

import java.time.Instant;
import java.util.Optional;
import org.fieldbeacon.agent.alarm.Alarm.Acknowledgement;
import org.fieldbeacon.agent.alarm.Alarm.Shelving;
import org.fieldbeacon.agent.alarm.AlarmEvent.Acknowledge;
import org.fieldbeacon.agent.alarm.AlarmEvent.ConditionActive;
import org.fieldbeacon.agent.alarm.AlarmEvent.ConditionInactive;
import org.fieldbeacon.agent.alarm.AlarmEvent.Escalate;
import org.fieldbeacon.agent.alarm.AlarmEvent.ReAlarm;
import org.fieldbeacon.agent.alarm.AlarmEvent.RemoveFromService;
import org.fieldbeacon.agent.alarm.AlarmEvent.Reset;
import org.fieldbeacon.agent.alarm.AlarmEvent.ReturnToService;
import org.fieldbeacon.agent.alarm.AlarmEvent.Shelve;
import org.fieldbeacon.agent.alarm.AlarmEvent.ShelveExpired;
import org.fieldbeacon.agent.alarm.AlarmEvent.Suppress;
import org.fieldbeacon.agent.alarm.AlarmEvent.Unshelve;
import org.fieldbeacon.agent.alarm.AlarmEvent.Unsuppress;
import org.fieldbeacon.agent.hazard.Level;

/// The one transition table of alarms: every event in every state has its row. Pure; any thread.
public final class AlarmLifeCycle {
  private AlarmLifeCycle() {}

  /// What an event came to.
  public sealed interface Outcome {
    /// The alarm changed.
    ///
    /// @param word what happened, as messages say it: `raised`, `acknowledged`, `escalated` …
    record Changed(Alarm alarm, String word) implements Outcome {}

    /// Nothing to change, and nobody to tell.
    record Unchanged() implements Outcome {}

    /// A person asked for something that cannot be, for this reason.
    record Refused(String reason) implements Outcome {}
  }

  /// What `event` makes of `alarm`.
  ///
  /// @throws IllegalArgumentException when a condition is active at level NONE
  public static Outcome apply(Alarm alarm, AlarmEvent event, Instant now) {
    return switch (event) {
      case ConditionActive(Level level) -> active(alarm, level, now);
      case ConditionInactive() -> inactive(alarm, now);
      case Acknowledge(String by, String note, long seenRevision) ->
          acknowledge(alarm, new Acknowledgement(by, note, now), seenRevision, now);
      case Reset(String _) -> reset(alarm, now);
      case Shelve(String by, String note, Optional<Instant> until) ->
          shelve(alarm, new Shelving(by, note, until), now);
      case Unshelve(String _) ->
          alarm.shelving().isPresent()
              ? changed(alarm.shelved(Optional.empty()), "unshelved", now)
              : refused("is not shelved");
      case ShelveExpired() ->
          alarm.shelving().isPresent()
              ? changed(alarm.shelved(Optional.empty()), "unshelved", now)
              : new Outcome.Unchanged();
      case Suppress() -> suppress(alarm, true, "suppressed", now);
      case Unsuppress() -> suppress(alarm, false, "unsuppressed", now);
      case RemoveFromService(String _, String reason) -> removeFromService(alarm, reason, now);
      case ReturnToService(String _) ->
          alarm.outOfService().isPresent()
              ? changed(alarm.outOfService(Optional.empty()), "returned-to-service", now)
              : refused("is in service");
      case ReAlarm() -> reAlarm(alarm, now);
      case Escalate() -> escalate(alarm, now);
    };
  }

  private static Outcome active(Alarm alarm, Level level, Instant now) {
    if (level == Level.NONE) {
      throw new IllegalArgumentException(
          alarm.ruleId() + ": got an active condition at level NONE, wanted NOTICE or worse");
    }
    return switch (alarm.state()) {
      case NORMAL -> changed(alarm.called().at(level), "raised", now);
      case RTN_UNACKNOWLEDGED, LATCHED_UNACKNOWLEDGED, LATCHED_ACKNOWLEDGED ->
          changed(alarm.called().at(level), "raised-again", now);
      case UNACKNOWLEDGED, ACKNOWLEDGED -> {
        if (level == alarm.level()) {
          yield new Outcome.Unchanged();
        }
        yield level.isWorseThan(alarm.level())
            ? changed(alarm.called().at(level), "level-raised", now)
            : changed(alarm.at(level), "level-lowered", now);
      }
    };
  }

  private static Outcome inactive(Alarm alarm, Instant now) {
    return switch (alarm.state()) {
      case NORMAL, RTN_UNACKNOWLEDGED, LATCHED_UNACKNOWLEDGED, LATCHED_ACKNOWLEDGED ->
          new Outcome.Unchanged();
      case UNACKNOWLEDGED ->
          returned(alarm, alarm.latched() ? LATCHED_UNACKNOWLEDGED : RTN_UNACKNOWLEDGED, now);
      case ACKNOWLEDGED -> returned(alarm, alarm.latched() ? LATCHED_ACKNOWLEDGED : NORMAL, now);
    };
  }

  private static Outcome acknowledge(
      Alarm alarm, Acknowledgement by, long seenRevision, Instant now) {
    if (alarm.state().needsAcknowledgement() && seenRevision < alarm.calledRevision()) {
      return refused(
          "has called again: got an acknowledgement of revision "
              + seenRevision
              + ", wanted "
              + alarm.calledRevision()
              + " or later");
    }
    Alarm seen = alarm.acknowledged(Optional.of(by));
    return switch (alarm.state()) {
      case UNACKNOWLEDGED -> changed(seen.to(ACKNOWLEDGED), "acknowledged", now);
      case RTN_UNACKNOWLEDGED -> changed(seen.to(NORMAL), "acknowledged", now);
      case LATCHED_UNACKNOWLEDGED -> changed(seen.to(LATCHED_ACKNOWLEDGED), "acknowledged", now);
      case NORMAL -> refused("is normal");
      case ACKNOWLEDGED, LATCHED_ACKNOWLEDGED ->
          noted(alarm, by)
              .map(a -> changed(alarm.acknowledged(Optional.of(a)), "acknowledged", now))
              .orElseGet(() -> refused("is acknowledged already"));
    };
  }

  /// Who acknowledged without a note may add one, once.
  private static Optional<Acknowledgement> noted(Alarm alarm, Acknowledgement with) {
    return alarm
        .acknowledgement()
        .filter(a -> a.by().equals(with.by()) && a.note().isBlank() && !with.note().isBlank())
        .map(a -> new Acknowledgement(a.by(), with.note(), a.at()));
  }

  private static Outcome reset(Alarm alarm, Instant now) {
    return switch (alarm.state()) {
      case LATCHED_ACKNOWLEDGED -> changed(alarm.to(NORMAL), "reset", now);
      case LATCHED_UNACKNOWLEDGED -> refused("must be acknowledged before it is reset");
      case UNACKNOWLEDGED, ACKNOWLEDGED -> refused("still holds");
      case NORMAL, RTN_UNACKNOWLEDGED -> refused("is not latched");
    };
  }

  private static Outcome shelve(Alarm alarm, Shelving how, Instant now) {
    if (how.until().isPresent() && !how.until().get().isAfter(now)) {
      return refused(
          "cannot be shelved until " + how.until().get() + ": that is not in the future");
    }
    if (how.until().isEmpty() && !alarm.state().isActive()) {
      return refused("does not hold now: one-shot shelving would silence its next occurrence");
    }
    return changed(alarm.shelved(Optional.of(how)), "shelved", now);
  }

  private static Outcome suppress(Alarm alarm, boolean yes, String word, Instant now) {
    return alarm.suppressed() == yes
        ? new Outcome.Unchanged()
        : changed(alarm.suppressed(yes), word, now);
  }

  private static Outcome removeFromService(Alarm alarm, String reason, Instant now) {
    if (reason.isBlank()) {
      return refused("leaves service only with a reason");
    }
    return alarm.outOfService().isPresent()
        ? refused("is out of service already")
        : changed(alarm.outOfService(Optional.of(reason)), "removed-from-service", now);
  }

  private static Outcome reAlarm(Alarm alarm, Instant now) {
    return alarm.state() == ACKNOWLEDGED && alarm.isAnnunciated()
        ? changed(alarm.called(), "re-alarmed", now)
        : new Outcome.Unchanged();
  }

  private static Outcome escalate(Alarm alarm, Instant now) {
    boolean waits = alarm.state().needsAcknowledgement() && alarm.isAnnunciated();
    return waits && !alarm.escalated()
        ? changed(alarm.escalated(true), "escalated", now)
        : new Outcome.Unchanged();
  }

  /// A one-shot shelving ends when the condition does.
  private static Outcome returned(Alarm alarm, AlarmState state, Instant now) {
    boolean oneShot = alarm.shelving().isPresent() && alarm.shelving().get().until().isEmpty();
    Alarm next = oneShot ? alarm.shelved(Optional.empty()) : alarm;
    return changed(next.to(state), "returned-to-normal", now);
  }

  private static Outcome changed(Alarm alarm, String word, Instant now) {
    return new Outcome.Changed(alarm.revised(now), word);
  }

  private static Outcome refused(String why) {
    return new Outcome.Refused("the alarm " + why);
  }
}
