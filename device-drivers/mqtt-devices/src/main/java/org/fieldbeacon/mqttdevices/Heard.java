package org.fieldbeacon.mqttdevices;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Bad;

/// What one message of a device means.
sealed interface Heard {
  /// Values, or at least a sign of life.
  ///
  /// @param keys what names the message: one that was seen with any of them is a duplicate
  /// @param passing the same, for names that come again in good faith after some minutes
  /// @param time when it was sent; empty when nobody says
  record Said(
      List<String> keys, List<String> passing, Optional<Instant> time, List<PointValue> values)
      implements Heard {
    public Said {
      keys = List.copyOf(keys);
      passing = List.copyOf(passing);
      values = List.copyOf(values);
    }
  }

  /// The bridge says whether the device is there.
  record Presence(boolean isThere, String words) implements Heard {}

  /// Somebody complains about the device.
  record Complaint(String words) implements Heard {}

  /// No message of use, not even as a sign of life.
  record Nothing() implements Heard {}

  /// A message that does not hold.
  record Wrong(Bad bad) implements Heard {}
}
