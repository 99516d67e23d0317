package org.fieldbeacon.driver;

import org.fieldbeacon.observation.Unit;

/// One observed property of a device model.
///
/// @param name the point's name: `level`
/// @param title for people, zh-CN and en
/// @param observedProperty what is observed, in a vocabulary word: `water-level`, `rain-total`
/// @param unit the unit of the scaled value
/// @param validMin least value the sensor can honestly report, in `unit`; may be -infinity
/// @param validMax greatest value the sensor can honestly report, in `unit`; may be +infinity
/// @param access whether it is read, written or both
/// @param address where it is, in the protocol's own words (register, type, scale)
public record PointProfile(
    String name,
    Text title,
    String observedProperty,
    Unit unit,
    double validMin,
    double validMax,
    Access access,
    Attributes address) {

  /// What may be done with a point.
  public enum Access {
    READ,
    WRITE,
    READ_WRITE;

    public boolean canRead() {
      return this != WRITE;
    }

    public boolean canWrite() {
      return this != READ;
    }
  }
}
