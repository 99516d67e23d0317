package org.fieldbeacon.mqttdevices;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One dock or aircraft of DJI's Cloud API.
final class DjiMessages implements DeviceMessages {
  private static final String EVENTS = "/events";
  private static final String REQUESTS = "/requests";
  private static final int TAKEN = 0;
  private static final int REFUSED = 1;

  private final String sn;
  private final boolean isAnswering;
  private final Mapping mapping;
  private final Properties properties = new Properties();

  /// @param isAnswering whether this gateway is the cloud that the device waits for
  DjiMessages(String sn, boolean isAnswering, Mapping mapping) {
    this.sn = sn;
    this.isAnswering = isAnswering;
    this.mapping = mapping;
  }

  @Override
  public List<String> filters() {
    List<String> filters = new ArrayList<>(List.of(own() + "/osd", own() + "/state"));
    filters.add(own() + EVENTS);
    if (isAnswering) {
      filters.add(own() + REQUESTS);
      filters.add(status());
    }
    return List.copyOf(filters);
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
    List<PointValue> values;
    try {
      // Bytes are refused when the profile is checked.
      values =
          MappedValues.of(mapping, readings, message.data(), _ -> Optional.empty(), message.time());
    } catch (PointSource.NoValue e) {
      return new Heard.Wrong(e.bad());
    }
    return new Heard.Said(List.of(message.key()), List.of(), message.time(), values);
  }

  /// What a cloud answers, with the message's own ids (Cloud-API-Doc, "Topic definition"): 0 says
  /// that an event or a change of the topology was taken. A request wants something that this
  /// gateway does not give, as storage, a licence or a binding: any other number refuses.
  @Override
  public Optional<Reply> reply(String topic, String payload, Instant now) {
    if (!isAnswering || !(JsonText.parse(payload) instanceof JsonText.Parsed.Tree(JsonNode root))) {
      return Optional.empty();
    }
    if (topic.equals(status())) {
      return Optional.of(reply(topic, root, TAKEN, now));
    }
    if (topic.equals(own() + EVENTS)) {
      return root.path("need_reply").asInt(0) == 1
          ? Optional.of(reply(topic, root, TAKEN, now))
          : Optional.empty();
    }
    return topic.equals(own() + REQUESTS)
        ? Optional.of(reply(topic, root, REFUSED, now))
        : Optional.empty();
  }

  private static Reply reply(String topic, JsonNode root, int result, Instant now) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    for (String key : List.of("tid", "bid", "method")) {
      if (root.path(key).isString()) {
        answer.set(key, root.path(key));
      }
    }
    answer.put("timestamp", now.toEpochMilli());
    answer.putObject("data").put("result", result);
    return new Reply(topic + "_reply", answer.toString());
  }

  private String own() {
    return "thing/product/" + sn;
  }

  private String status() {
    return "sys/product/" + sn + "/status";
  }
}
