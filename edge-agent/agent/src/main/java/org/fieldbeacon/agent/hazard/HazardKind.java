package org.fieldbeacon.agent.hazard;

import java.util.Locale;

/// What may go wrong in the world, or with our sight of it.
public enum HazardKind {
  RIVER_LEVEL,
  RAINSTORM,
  /// A level that a forecast sees coming.
  RIVER_FORECAST,
  FIRE_SMOKE,
  WATER_QUALITY,
  CROP_PEST,
  CROP_DISEASE,
  /// The detector itself cannot be believed: stale, silent or failing its quality tests.
  SENSOR_FAULT;

  /// The kind that is written so.
  public static HazardKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /// As written in files and messages: `river-level`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
