package org.fieldbeacon.mqttdevices;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.Quality;
import tools.jackson.databind.JsonNode;

/// One dock or aircraft of DJI's Cloud API.
final class DjiMessages implements DeviceMessages {
  private final String sn;
  private final Mapping mapping;
  private final Properties properties = new Properties();

  DjiMessages(String sn, Mapping mapping) {
    this.sn = sn;
    this.mapping = mapping;
  }

  @Override
  public List<String> filters() {
    String own = "thing/product/" + sn;
    return List.of(own + "/osd", own + "/state", own + "/events");
  }

  @Override
  public List<String> keys() {
    return List.of(Owners.ofSn(sn));
  }

  @Override
  public Heard hear(String topic, String payload) {
    Optional<String> channel = DjiTopic.of(topic).map(DjiTopic::channel);
    return switch (JsonText.parse(payload)) {
      case JsonText.Parsed.Broken(Bad bad) -> new Heard.Wrong(bad);
      case JsonText.Parsed.Tree(JsonNode root) ->
          switch (DjiMessage.read(root, channel)) {
            case DjiMessage.Read.Wrong(Bad bad) -> new Heard.Wrong(bad);
            case DjiMessage.Read.Message(DjiMessage message) -> said(message);
          };
    };
  }

  private Heard said(DjiMessage message) {
    boolean isEvent = message.method().isPresent();
    JsonNode known = isEvent ? message.data() : properties.merge(message.data());
    List<Reading> readings = DjiReadings.of(message, known);
    List<PointValue> values = new ArrayList<>();
    try {
      for (Map.Entry<PointProfile, PointSource> each : mapping.sources().entrySet()) {
        PointProfile point = each.getKey();
        switch (each.getValue()) {
          case PointSource.Named(String name) ->
              readings.stream()
                  .filter(r -> r.point().equals(name))
                  .forEach(r -> values.add(PointValue.of(point, r)));
          case PointSource.Pointed pointed ->
              pointed
                  .in(message.data(), point)
                  .ifPresent(v -> values.add(value(point, v, message)));
          case PointSource.Packed _ -> {
            // Refused when the profile is checked.
          }
        }
      }
    } catch (PointSource.NoValue e) {
      return new Heard.Wrong(e.bad());
    }
    return new Heard.Said(List.of(message.key()), List.of(), message.time(), values);
  }

  private static PointValue value(PointProfile point, double value, DjiMessage message) {
    return new PointValue(
        point,
        value,
        Double.isNaN(value) ? Quality.MISSING : Quality.NOT_EVALUATED,
        message.time());
  }
}
