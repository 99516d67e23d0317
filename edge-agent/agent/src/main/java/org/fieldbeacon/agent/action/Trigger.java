package org.fieldbeacon.agent.action;

import org.fieldbeacon.agent.config.OutputConfig;
import org.fieldbeacon.agent.hazard.Level;

/// One trigger of one output: holds while the alarm of its rule calls and was at its level or worse
/// by the last trusted word. An untrusted word neither raises nor lowers it; silencing an alarm
/// silences it in either case, since a person or a rule about rules did that. One thread.
final class Trigger {
  private final String rule;
  private final Level atLeast;
  private Level trusted = Level.NONE;
  private boolean spoken;
  private boolean annunciated;
  private boolean stands;

  Trigger(OutputConfig.Trigger config) {
    rule = config.rule();
    atLeast = TriggerLevels.of(config.atLeast());
  }

  String rule() {
    return rule;
  }

  Level level() {
    return trusted;
  }

  /// Whether a trusted word was ever heard.
  boolean isSpoken() {
    return spoken;
  }

  boolean holds() {
    return annunciated && !atLeast.isWorseThan(trusted);
  }

  /// Whether the alarm is at its level or worse, believed or not, heard or silenced.
  boolean stands() {
    return stands;
  }

  boolean isSilenced() {
    return !annunciated;
  }

  /// Whether the word is a reason to be on from now on: it begins to hold, or holds and calls anew.
  boolean hear(AlarmWord word) {
    boolean held = holds();
    Level before = trusted;
    annunciated = word.annunciated();
    stands = word.active() && !atLeast.isWorseThan(word.level());
    if (word.trusted()) {
      spoken = true;
      trusted = word.active() ? word.level() : Level.NONE;
    }
    boolean anew = word.trusted() && word.renewed() || trusted.isWorseThan(before);
    return holds() && (!held || anew);
  }
}
