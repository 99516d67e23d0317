package org.fieldbeacon.driver;

import java.io.IOException;

/// A driver that lets a technician use its line between its own exchanges. A second owner would
/// spoil both; so whoever wants something of a line that is polled asks the driver that polls it.
/// Polls go on meanwhile, and a write goes ahead as ever. Any thread but the link's own.
public interface SharedLine {
  /// Looks for devices, as the protocol's [FieldScanner] does on a line of its own.
  ///
  /// @throws IOException when the line is down or closed
  void scan(FieldScanner.Limits limits, FieldScanner.Heard heard)
      throws IOException, InterruptedException;

  /// Reads a device once that need not be among the driver's own.
  ///
  /// @param into takes what it says
  void readOnce(Device device, DriverContext into);
}
