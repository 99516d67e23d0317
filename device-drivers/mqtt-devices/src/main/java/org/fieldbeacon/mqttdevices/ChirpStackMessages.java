package org.fieldbeacon.mqttdevices;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import tools.jackson.databind.JsonNode;

/// One LoRaWAN device behind ChirpStack.
final class ChirpStackMessages implements DeviceMessages {
  private static final long MOST_LOST = 10_000;

  private final String devEui;
  private final Mapping mapping;
  private long lastCount = -1;

  /// @param devEui lower case
  ChirpStackMessages(String devEui, Mapping mapping) {
    this.devEui = devEui;
    this.mapping = mapping;
  }

  @Override
  public List<String> filters() {
    return List.of("application/+/device/" + devEui + "/event/+");
  }

  @Override
  public List<String> keys() {
    return List.of(Owners.ofDevEui(devEui));
  }

  @Override
  public Heard hear(String topic, String payload) {
    Optional<String> kind = ChirpStackTopic.of(topic).map(ChirpStackTopic::kind);
    return switch (JsonText.parse(payload)) {
      case JsonText.Parsed.Broken(Bad bad) -> new Heard.Wrong(bad);
      case JsonText.Parsed.Tree(JsonNode root) ->
          switch (ChirpStackEvent.read(root, kind)) {
            case ChirpStackEvent.Read.Wrong(Bad bad) -> new Heard.Wrong(bad);
            case ChirpStackEvent.Read.Event(ChirpStackEvent event) -> event(event);
          };
    };
  }

  private Heard event(ChirpStackEvent event) {
    if (!event.devEui().equals(devEui)) {
      return new Heard.Wrong(
          new Bad("deviceInfo.devEui", 0, event.devEui(), devEui + " as the topic has it"));
    }
    return switch (event.kind()) {
      case "up" -> uplink(event);
      case "status" -> said(event, ChirpStackReadings.of(event));
      case "join" -> {
        lastCount = -1;
        yield said(event, List.of());
      }
      case "log" -> log(event.root());
      default -> new Heard.Nothing();
    };
  }

  private Heard uplink(ChirpStackEvent event) {
    List<Reading> readings = new ArrayList<>(ChirpStackReadings.of(event));
    readings.add(lost(event));
    // Port 0 carries commands of the network, and a keep-alive has no payload at all.
    if (mapping.codec().isPresent() && event.port() != 0 && event.data().length > 0) {
      DecodedFrame inside = mapping.codec().get().decode(event.port(), event.data(), event.time());
      switch (inside) {
        case Good(Map<String, Object> _, List<Reading> own) -> readings.addAll(own);
        case Bad bad -> {
          return new Heard.Wrong(bad);
        }
      }
    }
    return said(event, readings);
  }

  private Heard said(ChirpStackEvent event, List<Reading> readings) {
    List<PointValue> values;
    try {
      values =
          MappedValues.of(
              mapping,
              readings,
              event.root(),
              packed -> packed.in(event.port(), event.data()),
              event.time());
    } catch (PointSource.NoValue e) {
      return new Heard.Wrong(e.bad());
    }
    List<String> keys =
        event.deduplicationId().map(id -> event.kind() + "|" + id).stream().toList();
    List<String> passing =
        event.frameCount() < 0
            ? List.of()
            : List.of(
                event.devAddr()
                    + "|"
                    + event.frameCount()
                    + "|"
                    + HexFormat.of().formatHex(event.data()));
    return new Heard.Said(keys, passing, event.time(), values);
  }

  /// Uplinks between the last one heard and this one.
  private Reading lost(ChirpStackEvent event) {
    long missed = lastCount < 0 ? 0 : event.frameCount() - lastCount - 1;
    boolean isNext = missed > 0 && missed < MOST_LOST;
    if (event.frameCount() >= 0 && event.frameCount() != lastCount) {
      lastCount = event.frameCount();
    }
    return new Reading(
        ChirpStackReadings.LOST,
        isNext ? missed : 0,
        Unit.ONE,
        event.time(),
        Quality.NOT_EVALUATED);
  }

  private static Heard log(JsonNode root) {
    String level = JsonText.text(root, "level").orElse("");
    return level.equals("ERROR") || level.equals("WARNING")
        ? new Heard.Complaint(
            "the network says "
                + JsonText.text(root, "code").orElse(level)
                + ": "
                + JsonText.cut(JsonText.text(root, "description").orElse(""), 120))
        : new Heard.Nothing();
  }
}
