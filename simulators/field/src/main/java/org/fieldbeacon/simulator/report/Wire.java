package org.fieldbeacon.simulator.report;

import java.util.List;

/// One protocol, as a device speaks it. Stateless; any thread.
interface Wire {
  /// What opens a fresh connection.
  default List<byte[]> greeting(Report report) {
    return List.of();
  }

  List<byte[]> frames(Report report);

  /// Whether these bytes, all that came since the report, confirm it; those that want no answer are
  /// confirmed by being sent.
  default boolean isConfirmed(byte[] answer, Report report) {
    return true;
  }
}
