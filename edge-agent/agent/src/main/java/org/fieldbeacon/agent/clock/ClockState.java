package org.fieldbeacon.agent.clock;

import java.time.Duration;
import java.util.Optional;
import org.fieldbeacon.driver.Text;

/// What keeps the machine's clock right, and how right.
///
/// @param source who sets it
/// @param isSynchronized whether the kernel takes it for right
/// @param uncertainty half-width of the interval that true time is in; empty when nobody knows
/// @param detail for a person: a server's name, or why nothing is known
public record ClockState(
    Source source, boolean isSynchronized, Optional<Duration> uncertainty, Text detail) {
  /// Who sets a clock.
  public enum Source {
    GNSS,
    NTP,
    /// Somebody has taken a phone's time over.
    PHONE,
    UNKNOWN
  }
}
