package org.fieldbeacon.agent.alarm;

import java.time.Instant;
import java.util.Optional;
import org.fieldbeacon.agent.store.AlarmRow;
import org.fieldbeacon.contract.AlarmMessage;
import org.fieldbeacon.contract.cap.CapChain;

/// The present state of one rule's alarm with all that must outlive the process.
///
/// @param alarmId unique per raising, over all gateways
/// @param raising how many times the rule has raised before and with this one; 0 before the first
/// @param revisionBefore what the life's revision was before this raising, so that the message of
///   the raising has revision 1
/// @param life where the alarm is in its life
/// @param trusted whether the readings behind the last word passed quality
/// @param since from when its timers run
/// @param chain the alerts sent about it that still stand
/// @param message what was last said of it; empty before the first raising
public record AlarmRecord(
    String alarmId,
    int raising,
    long revisionBefore,
    Alarm life,
    boolean trusted,
    Since since,
    CapChain chain,
    Optional<AlarmMessage> message) {

  /// Each is the last time of its kind, or when the record began.
  ///
  /// @param called when people were called
  /// @param acknowledged when somebody had seen it
  /// @param shelved when somebody silenced it
  /// @param proposed when an alert about it was sent
  public record Since(Instant called, Instant acknowledged, Instant shelved, Instant proposed) {
    static Since start(Instant now) {
      return new Since(now, now, now, now);
    }

    /// A clock that was set back must not make a timer run for longer than it should.
    Since notAfter(Instant now) {
      return new Since(
          earlier(called, now),
          earlier(acknowledged, now),
          earlier(shelved, now),
          earlier(proposed, now));
    }

    private static Instant earlier(Instant a, Instant b) {
      return a.isBefore(b) ? a : b;
    }
  }

  public String ruleId() {
    return life.ruleId();
  }

  /// The revision as messages count it: 1 at raising.
  public long revision() {
    return life.revision() - revisionBefore;
  }

  /// As the alarm store keeps it.
  public AlarmRow row() {
    return new AlarmRow(alarmId, ruleId(), AlarmJson.write(this));
  }

  /// @throws IllegalArgumentException when the row is not one of ours
  public static AlarmRecord of(AlarmRow row) {
    return AlarmJson.read(row);
  }

  AlarmRecord with(Since other) {
    return new AlarmRecord(alarmId, raising, revisionBefore, life, trusted, other, chain, message);
  }

  AlarmRecord with(Alarm other) {
    return new AlarmRecord(alarmId, raising, revisionBefore, other, trusted, since, chain, message);
  }
}
