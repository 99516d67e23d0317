package org.fieldbeacon.mqttdevices;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeacon.driver.CodeTable;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.observation.Unit;

/// Milesight EM series (the payload definition of each model at
/// `github.com/Milesight-IoT/SensorDecoders`): channel, type and value, low byte first. Which
/// models have which channels stands in `milesight-channels.csv`. Values that the sensor kept and
/// sends later have the time that they carry.
final class Milesight implements LoraCodec {
  private static final String EVERY_MODEL = "*";

  private final Map<Integer, List<Item>> channels;

  private Milesight(Map<Integer, List<Item>> channels) {
    this.channels = channels;
  }

  /// One value of a channel.
  ///
  /// @param point `-` when it is stepped over, `time` when it says when those after it held
  private record Item(String point, Optional<Unit> unit, Type type, double scale) {
    boolean isReading() {
      return unit.isPresent();
    }
  }

  private enum Type {
    U8(1),
    S16(2),
    U16(2),
    /// 0xFFFF and 0xFFFD say that the sensor could not be read.
    S16F(2),
    U16F(2),
    U32(4),
    SKIP8(8);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    boolean isFault(Payload payload, int at) {
      return (this == S16F || this == U16F)
          && (payload.u16le(at) == 0xFFFF || payload.u16le(at) == 0xFFFD);
    }

    double raw(Payload payload, int at) {
      return switch (this) {
        case U8 -> payload.u8(at);
        case S16, S16F -> payload.s16le(at);
        case U16, U16F -> payload.u16le(at);
        case U32 -> payload.u32le(at);
        case SKIP8 -> 0;
      };
    }
  }

  static Map<String, LoraCodec> codecs() {
    Map<String, Map<Integer, List<Item>>> models = new TreeMap<>();
    Map<Integer, List<Item>> common = new HashMap<>();
    for (String[] row : CodeTable.rows(Milesight.class, "/milesight-channels.csv")) {
      int key = Integer.parseInt(row[1], 16) << 8 | Integer.parseInt(row[2], 16);
      Map<Integer, List<Item>> model =
          row[0].equals(EVERY_MODEL)
              ? common
              : models.computeIfAbsent("milesight-" + row[0], _ -> new HashMap<>());
      model.put(key, items(row[3]));
    }
    Map<String, LoraCodec> codecs = new TreeMap<>();
    models.forEach(
        (name, own) -> {
          Map<Integer, List<Item>> all = new HashMap<>(common);
          all.putAll(own);
          codecs.put(name, new Milesight(all));
        });
    return codecs;
  }

  private static List<Item> items(String text) {
    List<Item> items = new ArrayList<>();
    for (String item : text.split(" ", -1)) {
      String[] parts = item.split(":", -1);
      items.add(
          new Item(
              parts[0],
              Unit.ofUcum(parts[1]),
              Type.valueOf(parts[2].toUpperCase(java.util.Locale.ROOT)),
              Double.parseDouble(parts[3])));
    }
    return items;
  }

  @Override
  public Map<String, Unit> readings() {
    Map<String, Unit> readings = new HashMap<>();
    channels.values().stream()
        .flatMap(List::stream)
        .forEach(item -> item.unit().ifPresent(unit -> readings.put(item.point(), unit)));
    return readings;
  }

  @Override
  public DecodedFrame decode(int port, byte[] data, Optional<Instant> time) {
    var payload = new Payload(data, time);
    if (data.length < 3) {
      return payload.tooShort(3);
    }
    for (int at = 0; at < data.length; ) {
      if (at + 2 > data.length) {
        return payload.bad("channel and type", at, "two bytes");
      }
      List<Item> items = channels.get(payload.u16(at));
      if (items == null) {
        return payload.bad("channel and type", at, "a channel and type of this model");
      }
      int size = items.stream().mapToInt(i -> i.type().bytes).sum();
      if (at + 2 + size > data.length) {
        return payload.bad("value", at + 2, size + " bytes");
      }
      values(payload, items, at + 2, time);
      at += 2 + size;
    }
    return payload.good();
  }

  private static void values(
      Payload payload, List<Item> items, int from, Optional<Instant> received) {
    Optional<Instant> time = received;
    int at = from;
    for (Item item : items) {
      double raw = item.type().raw(payload, at);
      if (item.point().equals("time")) {
        time = Optional.of(Instant.ofEpochSecond((long) raw));
      } else if (item.isReading() && item.type().isFault(payload, at)) {
        payload.missing(item.point(), item.unit().orElseThrow());
      } else if (item.isReading()) {
        // Tenths and their kind are kept exact by dividing.
        double value = item.scale() < 1 ? raw / Math.rint(1 / item.scale()) : raw * item.scale();
        payload.reading(item.point(), value, item.unit().orElseThrow(), time);
      }
      at += item.type().bytes;
    }
  }
}
