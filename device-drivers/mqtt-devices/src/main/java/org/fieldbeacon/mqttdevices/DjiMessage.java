package org.fieldbeacon.mqttdevices;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import tools.jackson.databind.JsonNode;

/// The envelope of DJI's Cloud API (Cloud-API-Doc, "Topic definition"): `tid`, `bid`, `timestamp`
/// in ms, `gateway`, `method`, `need_reply` and `data`.
///
/// @param channel by the topic, or as far as the envelope tells it; empty when it does not
/// @param time by the sender's clock; empty when the envelope has none that can be believed
record DjiMessage(
    Optional<String> channel, Optional<String> method, Optional<Instant> time, JsonNode root) {
  private static final double YEAR_2000_MS = 946_684_800_000.0;
  private static final double YEAR_2100_MS = 4_102_444_800_000.0;
  private static final List<String> ENVELOPE =
      List.of("tid", "bid", "timestamp", "gateway", "need_reply");

  /// What a message says.
  sealed interface Read {
    record Message(DjiMessage message) implements Read {}

    record Wrong(Bad bad) implements Read {}
  }

  static Read read(JsonNode root, Optional<String> topicChannel) {
    if (!root.isObject()) {
      return new Read.Wrong(
          new Bad("message", 0, JsonText.cut(root.toString(), 40), "a JSON object"));
    }
    JsonNode data = root.path("data");
    if (!data.isObject()) {
      String got = data.isMissingNode() ? "nothing" : JsonText.cut(data.toString(), 40);
      return new Read.Wrong(new Bad("data", 0, got, "a JSON object"));
    }
    JsonNode method = root.path("method");
    if (!method.isMissingNode() && !method.isString()) {
      return new Read.Wrong(new Bad("method", 0, JsonText.cut(method.toString(), 40), "a text"));
    }
    return new Read.Message(
        new DjiMessage(
            topicChannel.or(() -> channel(root)), JsonText.text(root, "method"), time(root), root));
  }

  JsonNode data() {
    return root.path("data");
  }

  /// Names the message among those of its sender.
  String key() {
    return root.path("tid").asString("")
        + "|"
        + root.path("bid").asString("")
        + "|"
        + root.path("timestamp").asString("")
        + "|"
        + method.orElse("")
        + "|"
        + data().hashCode();
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    channel.ifPresent(c -> fields.put("channel", c));
    method.ifPresent(m -> fields.put("method", m));
    fields.put("method_in_payload", method.isPresent());
    for (String key : ENVELOPE) {
      JsonNode node = root.path(key);
      if (!node.isMissingNode() && !node.isNull()) {
        fields.put(key.equals("timestamp") ? "timestamp_ms" : key, JsonText.plain(node));
      }
    }
    for (String key : List.of("result", "flight_id")) {
      JsonNode node = data().path(key);
      if (!node.isMissingNode() && !node.isNull()) {
        fields.put(key, JsonText.plain(node));
      }
    }
    fields.put("data", JsonText.plain(data()));
    return fields;
  }

  /// Device properties come without a method and with the gateway they came over.
  private static Optional<String> channel(JsonNode root) {
    return !root.has("method") && root.has("gateway") ? Optional.of("osd") : Optional.empty();
  }

  private static Optional<Instant> time(JsonNode root) {
    OptionalDouble ms = JsonText.number(root.path("timestamp"));
    return ms.isPresent() && ms.getAsDouble() >= YEAR_2000_MS && ms.getAsDouble() < YEAR_2100_MS
        ? Optional.of(Instant.ofEpochMilli((long) ms.getAsDouble()))
        : Optional.empty();
  }
}
