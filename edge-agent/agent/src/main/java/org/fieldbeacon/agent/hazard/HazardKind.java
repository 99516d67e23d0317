package org.fieldbeacon.agent.hazard;

import java.util.Locale;

/// What may go wrong in the world, or with our sight of it.
public enum HazardKind {
  RIVER_LEVEL,
  RAINSTORM,
  /// The detector itself cannot be believed: stale, silent or failing its quality tests.
  SENSOR_FAULT;

  /// As written in files and messages: `river-level`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
