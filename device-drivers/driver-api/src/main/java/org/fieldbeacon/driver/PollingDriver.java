package org.fieldbeacon.driver;

/// Reads devices that speak only when asked.
public non-sealed interface PollingDriver extends Driver {
  /// Reads every readable point of one device and gives each a value or a missing one, in bounded
  /// time: (requests needed + retries) x the link's response timeout. A device that is backing off
  /// after silence returns at once with missing values.
  void poll(Device device);
}
