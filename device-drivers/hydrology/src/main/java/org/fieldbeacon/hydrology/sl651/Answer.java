package org.fieldbeacon.hydrology.sl651;

/// How a station's reports are confirmed.
enum Answer {
  /// Confirm, the station may leave (EOT): mode M2.
  EOT,
  /// Confirm and keep the station on line (ESC); it costs the station power.
  ESC,
  /// Say nothing: mode M1.
  NONE
}
