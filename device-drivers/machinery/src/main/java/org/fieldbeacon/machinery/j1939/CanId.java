package org.fieldbeacon.machinery.j1939;

/// A 29-bit identifier taken apart (SAE J1939-21 §5.1).
///
/// ```
///   28-26 priority │ 25 EDP │ 24 DP │ 23-16 PF │ 15-8 PS │ 7-0 source
/// ```
///
/// Below PF 240 (PDU1) PS is a destination and no part of the group number.
///
/// @param priority 0..7, 0 the most urgent
/// @param group parameter group number, PGN
/// @param destination 0..255, 255 everybody; -1 when the group has none (PDU2)
/// @param source 0..255
record CanId(int priority, int group, int destination, int source) {
  static CanId of(int id) {
    int format = id >> 16 & 0xFF;
    boolean isPdu1 = format < 240;
    int group = id >> 8 & (isPdu1 ? 0x3FF00 : 0x3FFFF);
    return new CanId(id >> 26 & 7, group, isPdu1 ? id >> 8 & 0xFF : -1, id & 0xFF);
  }

  boolean isPdu1() {
    return destination >= 0;
  }
}
