package org.fieldbeacon.mqttdevices;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameLines;
import tools.jackson.databind.JsonNode;

/// `chirpstack`: events of ChirpStack v4 as JSON, one a line, with or without their topic ahead. A
/// payload is read by the codec whose model the device's profile, name or tag `codec` has; what the
/// network decoded itself is told too.
public final class ChirpStackDecoder implements FrameDecoder {
  @Override
  public String protocol() {
    return "chirpstack";
  }

  @Override
  public void decode(InputStream in, Consumer<DecodedFrame> told) throws IOException {
    FrameLines.forEach(in, line -> told.accept(decode(MessageLine.of(line))));
  }

  private static DecodedFrame decode(MessageLine line) {
    Optional<ChirpStackTopic> topic = line.topic().flatMap(ChirpStackTopic::of);
    if (line.topic().isPresent() && topic.isEmpty()) {
      return new Bad(
          "topic",
          0,
          JsonText.cut(line.topic().get(), 80),
          "application/ID/device/DEVEUI/event/KIND");
    }
    return switch (JsonText.parse(line.payload())) {
      case JsonText.Parsed.Broken(Bad bad) -> shifted(bad, line.payloadOffset());
      case JsonText.Parsed.Tree(JsonNode root) ->
          switch (ChirpStackEvent.read(root, topic.map(ChirpStackTopic::kind))) {
            case ChirpStackEvent.Read.Wrong(Bad bad) -> shifted(bad, line.payloadOffset());
            case ChirpStackEvent.Read.Event(ChirpStackEvent event) -> event(event);
          };
    };
  }

  private static DecodedFrame event(ChirpStackEvent event) {
    Map<String, Object> fields = fields(event);
    List<Reading> readings = new ArrayList<>();
    Optional<String> codec =
        event.isUplink() ? LoraCodecs.suggested(event.modelHints()) : Optional.empty();
    if (codec.isPresent() && event.data().length > 0) {
      LoraCodec by = LoraCodecs.of(codec.get()).orElseThrow();
      switch (by.decode(event.port(), event.data(), event.time())) {
        case Good(Map<String, Object> inside, List<Reading> own) -> {
          fields.put("codec", codec.get());
          if (!inside.isEmpty()) {
            fields.put("payload", inside);
          }
          readings.addAll(own);
        }
        case Bad bad -> fields.put("codec_" + codec.get(), said(bad));
      }
    }
    if (readings.isEmpty()) {
      readings.addAll(ObjectNames.readings(event));
    }
    readings.addAll(ChirpStackReadings.of(event));
    return new Good(fields, readings);
  }

  private static Map<String, Object> fields(ChirpStackEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", event.kind());
    event.time().ifPresent(t -> fields.put("time", t.toString()));
    event.deduplicationId().ifPresent(id -> fields.put("deduplication_id", id));
    fields.put("dev_eui", event.devEui());
    JsonNode info = event.root().path("deviceInfo");
    for (String key : List.of("deviceName", "deviceProfileName", "applicationName")) {
      JsonText.text(info, key).ifPresent(text -> fields.put(snake(key), text));
    }
    if (!event.devAddr().isEmpty()) {
      fields.put("dev_addr", event.devAddr());
    }
    if (event.frameCount() >= 0) {
      fields.put("f_cnt", event.frameCount());
    }
    if (event.isUplink()) {
      fields.put("f_port", event.port());
      fields.put("data", HexFormat.of().withUpperCase().formatHex(event.data()));
      put(fields, "dr", event.root().path("dr"));
      put(fields, "frequency_hz", event.root().path("txInfo").path("frequency"));
      reception(event, fields);
      put(fields, "object", event.root().path("object"));
    } else {
      for (String key : List.of("level", "code", "description", "context", "acknowledged")) {
        put(fields, key, event.root().path(key));
      }
    }
    return fields;
  }

  private static void reception(ChirpStackEvent event, Map<String, Object> fields) {
    List<Object> heard = new ArrayList<>();
    for (JsonNode each : event.root().path("rxInfo")) {
      Map<String, Object> one = new LinkedHashMap<>();
      for (String key : List.of("gatewayId", "rssi", "snr")) {
        put(one, snake(key), each.path(key));
      }
      heard.add(one);
    }
    if (!heard.isEmpty()) {
      fields.put("received_by", heard);
    }
  }

  private static void put(Map<String, Object> fields, String name, JsonNode node) {
    if (!node.isMissingNode() && !node.isNull()) {
      fields.put(name, JsonText.plain(node));
    }
  }

  private static String snake(String camel) {
    return camel.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
  }

  private static String said(Bad bad) {
    return "%s at %d: got %s, wanted %s"
        .formatted(bad.what(), bad.offset(), bad.got(), bad.wanted());
  }

  static Bad shifted(Bad bad, int by) {
    return new Bad(bad.what(), bad.offset() + by, bad.got(), bad.wanted());
  }
}
