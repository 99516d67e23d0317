package org.fieldbeacon.agent.action;

import java.util.Locale;

/// What happened to an output, for the record.
public enum OutputWord {
  /// Commanded on.
  ON,
  /// Commanded off.
  OFF,
  /// Put into its fail-safe state, at start or at stop.
  FAIL_SAFE,
  /// On is wanted, and an interlock forbids it.
  BLOCKED_BY_INTERLOCK,
  /// On is still wanted, and nothing forbids it any more.
  INTERLOCK_CLEARED,
  /// An alarm stands at a trigger's level on readings that are not trusted.
  WITHHELD,
  /// On for as long as it may without a renewed alarm.
  DEAD_MAN_EXPIRED,
  /// A write was refused or not answered; it is repeated.
  WRITE_FAILED,
  /// A write went through after failures.
  WRITE_RECOVERED,
  /// The read-back shows what was commanded.
  CONFIRMED,
  /// The read-back shows something else; the write is repeated.
  READ_BACK_MISMATCH,
  /// The read-back shows nothing.
  UNCONFIRMED,
  /// A person has taken it over.
  OVERRIDDEN,
  /// It follows its triggers again.
  OVERRIDE_ENDED,
  /// A person asked for what cannot be.
  COMMAND_REFUSED;

  /// As written in records: `blocked-by-interlock`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
