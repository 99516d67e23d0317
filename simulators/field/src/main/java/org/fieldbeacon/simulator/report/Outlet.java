package org.fieldbeacon.simulator.report;

import java.io.IOException;

/// Where a device's bytes go.
interface Outlet extends AutoCloseable {
  /// Sends them, where there is somebody.
  ///
  /// @return whether anybody had them
  boolean send(byte[] bytes) throws IOException;

  /// Whether the next bytes open a connection.
  default boolean isFresh() {
    return false;
  }

  /// What came back, within the time that an answer may take; empty when nothing did.
  default byte[] answer() throws IOException {
    return new byte[0];
  }

  /// What has come without being asked for, without a wait; empty when nothing has.
  default byte[] heard() throws IOException {
    return new byte[0];
  }

  /// Ends connections; the next bytes open new ones.
  void cut();

  @Override
  void close();
}
