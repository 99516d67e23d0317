package org.fieldbeacon.agent.config;

import java.time.Duration;
import java.util.Optional;

/// How the alarm of one rule behaves (ANSI/ISA-18.2-2016, IEC 62682).
///
/// @param latched whether it stands after the return to normal until somebody acknowledges it
/// @param reAlarm how long after an acknowledgement a standing alarm asks again; empty: never
/// @param escalateAfter how long an unacknowledged alarm waits before it is escalated; empty: never
/// @param shelveMax the longest it may be shelved; PT8H when the file is silent
/// @param suppressedBy id of the rule whose standing alarm suppresses this one
public record AlarmConfig(
    boolean latched,
    Optional<Duration> reAlarm,
    Optional<Duration> escalateAfter,
    Duration shelveMax,
    Optional<String> suppressedBy) {
  public static final Duration DEFAULT_SHELVE_MAX = Duration.ofHours(8);

  /// What holds when a rule has no `alarm:`.
  public static final AlarmConfig DEFAULT =
      new AlarmConfig(
          false, Optional.empty(), Optional.empty(), DEFAULT_SHELVE_MAX, Optional.empty());
}
