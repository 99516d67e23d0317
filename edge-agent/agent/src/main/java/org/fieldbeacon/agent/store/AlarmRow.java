package org.fieldbeacon.agent.store;

/// One alarm as it is kept.
///
/// @param alarmId its id, the key
/// @param ruleId the rule that raised it
/// @param json its state, in the alarm station's own words
public record AlarmRow(String alarmId, String ruleId, String json) {}
