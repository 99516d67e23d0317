package org.fieldbeacon.hydrology.sl651;

/// Station classes, annex A: P rain, H river, K reservoir, Z sluice, D pumps, T tide, M soil
/// moisture, G groundwater, Q water quality, I intake, O outfall.
final class StationClass {
  private static final String LETTERS = "PHKZDTMGQIO";

  private StationClass() {}

  static boolean isOne(int octet) {
    return octet > 0 && LETTERS.indexOf(octet) >= 0;
  }
}
