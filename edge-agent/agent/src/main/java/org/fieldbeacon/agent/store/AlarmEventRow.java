package org.fieldbeacon.agent.store;

import java.time.Instant;

/// One change of one alarm, as the journal of alarms keeps it.
///
/// @param at when, by the gateway's clock
/// @param word what happened: `raised`, `acknowledged`, `returned-to-normal` …
/// @param level how bad it was then, lower case
/// @param isAnnunciated whether people were called; false while it is silenced
public record AlarmEventRow(
    Instant at, String ruleId, String alarmId, String word, String level, boolean isAnnunciated) {}
