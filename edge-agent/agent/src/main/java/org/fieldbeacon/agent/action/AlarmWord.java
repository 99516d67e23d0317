package org.fieldbeacon.agent.action;

import org.fieldbeacon.agent.hazard.Level;

/// How the alarm of a rule stands now; said at every change, and once for every rule as soon as it
/// has judged, even when all is normal: until then the outputs it triggers stay in their fail-safe
/// state.
///
/// @param ruleId the rule's id in the site file
/// @param active whether its condition holds
/// @param annunciated whether it calls at all: neither shelved nor suppressed nor out of service
/// @param renewed whether it calls anew with this word: raised, raised again, level raised, alarmed
///   again
/// @param level how bad; of no account when not active
/// @param trusted whether the readings behind it passed quality
public record AlarmWord(
    String ruleId,
    boolean active,
    boolean annunciated,
    boolean renewed,
    Level level,
    boolean trusted) {}
