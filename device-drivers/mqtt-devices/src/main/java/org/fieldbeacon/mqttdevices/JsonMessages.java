package org.fieldbeacon.mqttdevices;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.Quality;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// One device that publishes JSON, or plain values, on topics of its own: zigbee2mqtt, Tasmota, a
/// program of somebody's.
final class JsonMessages implements DeviceMessages {
  private final String topic;
  private final Optional<String> availability;
  private final Mapping mapping;

  /// @param availability where a bridge says whether the device is there
  JsonMessages(String topic, Optional<String> availability, Mapping mapping) {
    this.topic = topic;
    this.availability = availability;
    this.mapping = mapping;
  }

  @Override
  public List<String> filters() {
    Set<String> filters = new LinkedHashSet<>();
    mapping
        .sources()
        .values()
        .forEach(
            s -> {
              if (s instanceof PointSource.Pointed pointed) {
                filters.add(topicOf(pointed));
              }
            });
    availability.ifPresent(filters::add);
    return List.copyOf(filters);
  }

  @Override
  public List<String> keys() {
    return filters();
  }

  @Override
  public Heard hear(String which, String payload) {
    if (availability.filter(which::equals).isPresent()) {
      return presence(payload);
    }
    return switch (JsonText.parse(payload)) {
      case JsonText.Parsed.Tree(JsonNode root) -> said(which, root);
      // A plain word, as `ON`, is no JSON and yet a value.
      case JsonText.Parsed.Broken(Bad bad) ->
          payload.matches("[A-Za-z][A-Za-z0-9_ -]{0,31}")
              ? said(which, new StringNode(payload))
              : new Heard.Wrong(bad);
    };
  }

  private Heard said(String which, JsonNode root) {
    Optional<Instant> time = time(root);
    if (mapping.time().isPresent() && time.isEmpty()) {
      JsonNode node = root.at(mapping.time().get());
      if (!node.isMissingNode()) {
        return new Heard.Wrong(
            new Bad(
                "time at " + mapping.time().get(),
                0,
                JsonText.cut(node.toString(), 40),
                mapping.timeFormat().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-')));
      }
    }
    List<PointValue> values = new ArrayList<>();
    try {
      for (Map.Entry<PointProfile, PointSource> each : mapping.sources().entrySet()) {
        if (each.getValue() instanceof PointSource.Pointed pointed
            && topicOf(pointed).equals(which)) {
          PointProfile point = each.getKey();
          pointed
              .in(root, point)
              .ifPresent(
                  v ->
                      values.add(
                          new PointValue(
                              point,
                              v,
                              Double.isNaN(v) ? Quality.MISSING : Quality.NOT_EVALUATED,
                              time)));
        }
      }
    } catch (PointSource.NoValue e) {
      return new Heard.Wrong(e.bad());
    }
    List<String> keys = time.map(t -> which + "|" + t + "|" + root.hashCode()).stream().toList();
    return new Heard.Said(keys, List.of(), time, values);
  }

  private static Heard presence(String payload) {
    String word =
        switch (JsonText.parse(payload)) {
          case JsonText.Parsed.Tree(JsonNode root) when root.isObject() ->
              JsonText.text(root, "state").orElse("");
          case JsonText.Parsed.Tree(JsonNode root) -> root.asString("");
          case JsonText.Parsed.Broken _ -> payload.strip();
        };
    return switch (word.toLowerCase(java.util.Locale.ROOT)) {
      case "online" -> new Heard.Presence(true, "");
      case "offline" -> new Heard.Presence(false, "the bridge says that it is off line");
      default ->
          new Heard.Wrong(
              new Bad("availability", 0, JsonText.cut(payload, 40) + "", "online or offline"));
    };
  }

  private String topicOf(PointSource.Pointed pointed) {
    return pointed.subtopic().isEmpty() ? topic : topic + "/" + pointed.subtopic();
  }

  private Optional<Instant> time(JsonNode root) {
    if (mapping.time().isEmpty()) {
      return Optional.empty();
    }
    JsonNode node = root.at(mapping.time().get());
    OptionalDouble number = JsonText.number(node);
    return switch (mapping.timeFormat()) {
      case ISO_8601 ->
          node.isString() ? ChirpStackEvent.instant(node.stringValue()) : Optional.empty();
      case EPOCH_S -> number.isPresent() ? epochMs(number.getAsDouble() * 1000) : Optional.empty();
      case EPOCH_MS -> number.isPresent() ? epochMs(number.getAsDouble()) : Optional.empty();
    };
  }

  private static Optional<Instant> epochMs(double ms) {
    return ms >= 0 && ms < 4_102_444_800_000.0
        ? Optional.of(Instant.ofEpochMilli((long) ms))
        : Optional.empty();
  }
}
