package org.fieldbeacon.mqttdevices;

import java.util.Locale;
import java.util.Optional;

/// `application/{id}/device/{devEui}/event/{kind}`, the default topic of ChirpStack v4's MQTT
/// integration, with or without something ahead of it.
///
/// @param devEui lower case
record ChirpStackTopic(String devEui, String kind) {
  static Optional<ChirpStackTopic> of(String topic) {
    String[] levels = topic.split("/", -1);
    int n = levels.length;
    boolean isEvent = n >= 6 && levels[n - 4].equals("device") && levels[n - 2].equals("event");
    return isEvent
        ? Optional.of(new ChirpStackTopic(levels[n - 3].toLowerCase(Locale.ROOT), levels[n - 1]))
        : Optional.empty();
  }
}
