package org.fieldbeacon.mqttdevices;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the messages of one device mean, with what must be remembered from one to the next. One
/// thread.
interface DeviceMessages {
  /// Topic filters whose messages it wants.
  List<String> filters();

  /// What names it among all devices behind the broker: a topic, or what [Owners] makes of one.
  List<String> keys();

  Heard hear(String topic, String payload);

  /// What the device waits for after a message that was taken; most wait for nothing.
  default Optional<Reply> reply(String topic, String payload, Instant now) {
    return Optional.empty();
  }

  /// A message back.
  record Reply(String topic, String payload) {}
}
