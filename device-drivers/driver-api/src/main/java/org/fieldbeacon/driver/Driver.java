package org.fieldbeacon.driver;

/// The owner of one link and of the devices on it. Life cycle, the same for both kinds:
///
/// ```
///   created ──open──► open ──poll | run──► open ──close──► closed
///      ▲                │ link lost: reported as a status, never thrown
///      └── (never) ─────┘ the driver reconnects by itself on a later call
/// ```
///
/// One thread, the link's, calls `open` and then `poll` or `run`. `close` and, where a driver is an
/// [Actuator], `write` may be called from any thread. Expected trouble (silence, refusal, a bad
/// frame, a lost link) becomes flagged observations and a [DeviceStatus]; an exception is a bug.
public sealed interface Driver extends AutoCloseable permits PollingDriver, StreamingDriver {
  /// Prepares the link; returns quickly. A link that cannot be reached yet is reported as a status
  /// and tried again on later calls.
  void open();

  /// Ends everything within two seconds and makes a blocked `poll` or `run` return. Idempotent.
  @Override
  void close();
}
