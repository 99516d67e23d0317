package org.fieldbeacon.mqttdevices;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameLines;
import tools.jackson.databind.JsonNode;

/// `dji`: messages of DJI's Cloud API as JSON, one a line, with or without their topic ahead.
public final class DjiDecoder implements FrameDecoder {
  private static final int MOST_DEVICES = 256;

  @Override
  public String protocol() {
    return "dji";
  }

  @Override
  public void decode(InputStream in, Consumer<DecodedFrame> told) throws IOException {
    Map<String, Properties> devices = new LinkedHashMap<>();
    FrameLines.forEach(in, line -> told.accept(decode(MessageLine.of(line), devices)));
  }

  private static DecodedFrame decode(MessageLine line, Map<String, Properties> devices) {
    Optional<DjiTopic> topic = line.topic().flatMap(DjiTopic::of);
    if (line.topic().isPresent() && topic.isEmpty()) {
      return new Bad(
          "topic",
          0,
          JsonText.cut(line.topic().get(), 80),
          "thing/product/SN/CHANNEL or sys/product/SN/status");
    }
    return switch (JsonText.parse(line.payload())) {
      case JsonText.Parsed.Broken(Bad bad) -> ChirpStackDecoder.shifted(bad, line.payloadOffset());
      case JsonText.Parsed.Tree(JsonNode root) ->
          switch (DjiMessage.read(root, topic.map(DjiTopic::channel))) {
            case DjiMessage.Read.Wrong(Bad bad) ->
                ChirpStackDecoder.shifted(bad, line.payloadOffset());
            case DjiMessage.Read.Message(DjiMessage message) -> good(message, topic, devices);
          };
    };
  }

  /// Without a topic there is no saying whose properties they are: each message stands alone.
  private static Good good(
      DjiMessage message, Optional<DjiTopic> topic, Map<String, Properties> devices) {
    JsonNode known = message.data();
    if (topic.isPresent() && message.method().isEmpty()) {
      if (devices.size() >= MOST_DEVICES && !devices.containsKey(topic.get().sn())) {
        devices.clear();
      }
      known =
          devices.computeIfAbsent(topic.get().sn(), _ -> new Properties()).merge(message.data());
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    topic.ifPresent(t -> fields.put("sn", t.sn()));
    fields.putAll(message.fields());
    return new Good(fields, DjiReadings.of(message, known));
  }
}
