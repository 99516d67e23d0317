package org.fieldbeacon.mqttdevices;

import java.util.Optional;

/// A topic of DJI's Cloud API: `thing/product/{sn}/osd`, `sys/product/{sn}/status`.
///
/// @param sn serial number of the device, or of the gateway it hangs on
/// @param channel `osd`, `state`, `events`, `services_reply`, `up` of `drc/up` ..
record DjiTopic(String sn, String channel) {
  static Optional<DjiTopic> of(String topic) {
    String[] levels = topic.split("/", -1);
    boolean isDji =
        levels.length >= 4
            && levels[1].equals("product")
            && (levels[0].equals("thing") || levels[0].equals("sys"));
    return isDji
        ? Optional.of(new DjiTopic(levels[2], levels[levels.length - 1]))
        : Optional.empty();
  }
}
