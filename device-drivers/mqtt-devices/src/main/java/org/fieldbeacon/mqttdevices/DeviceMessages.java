package org.fieldbeacon.mqttdevices;

import java.util.List;

/// What the messages of one device mean, with what must be remembered from one to the next. One
/// thread.
interface DeviceMessages {
  /// Topic filters whose messages it wants.
  List<String> filters();

  /// What names it among all devices behind the broker: a topic, or what [Owners] makes of one.
  List<String> keys();

  Heard hear(String topic, String payload);
}
