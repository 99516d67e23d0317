package org.fieldbeacon.mqttdevices;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// All properties of one device so far, out of messages that have some each. Bounded: beyond
/// [#MOST] of them only known ones are renewed.
final class Properties {
  private static final int MOST = 500;

  private final ObjectNode all = new ObjectNode(JsonNodeFactory.instance);

  /// Takes what a message has and gives all that is known.
  JsonNode merge(JsonNode data) {
    data.properties()
        .forEach(
            entry -> {
              if (all.has(entry.getKey()) || all.size() < MOST) {
                all.set(entry.getKey(), merged(all.path(entry.getKey()), entry.getValue()));
              }
            });
    return all;
  }

  /// A struct that is told in part keeps the rest.
  private static JsonNode merged(JsonNode before, JsonNode now) {
    if (!(before instanceof ObjectNode known) || !now.isObject()) {
      return now;
    }
    ObjectNode both = known.deepCopy();
    now.properties()
        .forEach(
            entry -> {
              if (both.has(entry.getKey()) || both.size() < MOST) {
                both.set(entry.getKey(), entry.getValue());
              }
            });
    return both;
  }
}
