package org.fieldbeacon.contract;

/// A numbered sequence of messages from one gateway. Streams never wait for each other: alarms do
/// not queue behind observations.
public enum Stream {
  /// Alarm life-cycle messages and command results; sent first.
  ALARM,
  /// Batches of observations.
  OBSERVATION
}
