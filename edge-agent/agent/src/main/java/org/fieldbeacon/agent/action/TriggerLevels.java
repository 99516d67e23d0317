package org.fieldbeacon.agent.action;

import org.fieldbeacon.agent.config.OutputConfig.TriggerLevel;
import org.fieldbeacon.agent.hazard.Level;

/// The one place where the levels of site files become those of assessments: config stands upstream
/// of hazard and cannot name them.
final class TriggerLevels {
  private TriggerLevels() {}

  static Level of(TriggerLevel level) {
    return switch (level) {
      case NOTICE -> Level.NOTICE;
      case BLUE -> Level.BLUE;
      case YELLOW -> Level.YELLOW;
      case ORANGE -> Level.ORANGE;
      case RED -> Level.RED;
    };
  }
}
