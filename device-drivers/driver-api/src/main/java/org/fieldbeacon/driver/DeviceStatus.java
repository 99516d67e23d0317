package org.fieldbeacon.driver;

import java.time.Instant;

/// What is known of a device's reachability, with the detail a technician needs.
///
/// @param device the device's name in the site
/// @param state the state itself
/// @param detail one sentence: what, where, got, wanted; when online and healthy, what the device
///   says of itself (`serial=…, firmware=…`), or empty
/// @param since when this state began
public record DeviceStatus(String device, State state, String detail, Instant since) {

  /// OFFLINE blames the device, LINK_DOWN the line it hangs on, MISCONFIGURED the files.
  public enum State {
    UNKNOWN,
    ONLINE,
    /// Answers, but refuses some requests or sends bad frames.
    DEGRADED,
    OFFLINE,
    LINK_DOWN,
    MISCONFIGURED
  }

  /// Takes status changes; any thread.
  @FunctionalInterface
  public interface Sink {
    void accept(DeviceStatus status);
  }
}
