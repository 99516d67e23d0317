package org.fieldbeacon.agent.alarm;

/// One change of one alarm.
///
/// @param word what happened, as messages say it: `raised`, `acknowledged`, `escalated` …
/// @param alarm as it is now
public record AlarmTransition(String word, AlarmRecord alarm) {}
