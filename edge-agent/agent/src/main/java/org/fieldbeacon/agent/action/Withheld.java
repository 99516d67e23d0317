package org.fieldbeacon.agent.action;

import org.fieldbeacon.driver.Text;

/// An alarm that stands at the level of one of an output's triggers while the output is off.
///
/// @param rule the alarm's rule
/// @param reason why it does not switch it on; one sentence
public record Withheld(String rule, Text reason) {}
