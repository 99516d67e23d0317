package org.fieldbeacon.mqttdevices;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whose a topic is. Any thread.
final class Owners {
  private final Map<String, FieldDevice> byKey = new HashMap<>();

  /// Where two devices have the same key, the first has it.
  Owners(List<FieldDevice> devices) {
    devices.forEach(d -> d.messages().keys().forEach(key -> byKey.putIfAbsent(key, d)));
  }

  static String ofDevEui(String devEui) {
    return "eui|" + devEui;
  }

  static String ofSn(String sn) {
    return "sn|" + sn;
  }

  Optional<FieldDevice> of(String topic) {
    return Optional.ofNullable(byKey.get(topic))
        .or(() -> ChirpStackTopic.of(topic).map(t -> byKey.get(ofDevEui(t.devEui()))))
        .or(() -> DjiTopic.of(topic).map(t -> byKey.get(ofSn(t.sn()))));
  }
}
