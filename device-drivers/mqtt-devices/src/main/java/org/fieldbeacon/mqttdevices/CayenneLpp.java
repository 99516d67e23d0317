package org.fieldbeacon.mqttdevices;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.observation.Unit;

/// Cayenne Low Power Payload 1.0 (myDevices, "LoRa – Cayenne Low Power Payload"): channel, type and
/// value, high byte first. A reading is named by its type and, where the payload has that type more
/// than once, by its channel too: `temperature`, `temperature-5`.
final class CayenneLpp implements LoraCodec {
  private static final int GPS = 0x88;
  private static final int MOST_CHANNELS = 256;

  /// IPSO object numbers less 3200.
  private enum Type {
    DIGITAL_IN(0x00, "digital-in", Unit.ONE, 1, false, 1),
    DIGITAL_OUT(0x01, "digital-out", Unit.ONE, 1, false, 1),
    ANALOG_IN(0x02, "analog-in", Unit.ONE, 2, true, 100),
    ANALOG_OUT(0x03, "analog-out", Unit.ONE, 2, true, 100),
    ILLUMINANCE(0x65, "illuminance", Unit.LUX, 2, false, 1),
    PRESENCE(0x66, "presence", Unit.ONE, 1, false, 1),
    TEMPERATURE(0x67, "temperature", Unit.CELSIUS, 2, true, 10),
    HUMIDITY(0x68, "relative-humidity", Unit.PERCENT, 1, false, 2),
    BAROMETER(0x73, "air-pressure", Unit.HECTOPASCAL, 2, false, 10);

    private final int code;
    private final String point;
    private final Unit unit;
    private final int bytes;
    private final boolean isSigned;
    private final double perUnit;

    Type(int code, String point, Unit unit, int bytes, boolean isSigned, double perUnit) {
      this.code = code;
      this.point = point;
      this.unit = unit;
      this.bytes = bytes;
      this.isSigned = isSigned;
      this.perUnit = perUnit;
    }
  }

  /// Types with several numbers, told as fields: accelerometer and gyrometer.
  private static final Map<Integer, Integer> VECTORS = Map.of(0x71, 1000, 0x86, 100);

  @Override
  public Map<String, Unit> readings() {
    Map<String, Unit> readings = new HashMap<>();
    for (Type type : Type.values()) {
      readings.put(type.point, type.unit);
      for (int channel = 0; channel < MOST_CHANNELS; channel++) {
        readings.put(type.point + "-" + channel, type.unit);
      }
    }
    readings.put("latitude", Unit.DEGREE);
    readings.put("longitude", Unit.DEGREE);
    readings.put("altitude", Unit.METRE);
    return readings;
  }

  @Override
  public DecodedFrame decode(int port, byte[] data, Optional<Instant> time) {
    var payload = new Payload(data, time);
    if (data.length < 3) {
      return payload.tooShort(3);
    }
    Map<String, Integer> seen = new LinkedHashMap<>();
    for (int at = 0; at < data.length; ) {
      if (at + 2 > data.length) {
        return payload.bad("channel and type", at, "two bytes");
      }
      int size = size(payload.u8(at + 1));
      if (size == 0) {
        return payload.bad("type", at + 1, "a type of LPP: 00 01 02 03 65 66 67 68 71 73 86 88");
      }
      if (at + 2 + size > data.length) {
        return payload.bad("value", at + 2, size + " bytes");
      }
      value(payload, payload.u8(at), payload.u8(at + 1), at + 2, seen);
      at += 2 + size;
    }
    return payload.good();
  }

  private static int size(int code) {
    if (code == GPS) {
      return 9;
    }
    return VECTORS.containsKey(code) ? 6 : type(code).map(t -> t.bytes).orElse(0);
  }

  private static void value(
      Payload payload, int channel, int code, int at, Map<String, Integer> seen) {
    Integer perUnit = VECTORS.get(code);
    if (perUnit != null) {
      String name = (code == 0x71 ? "acceleration_g_" : "turn_deg_per_s_") + channel;
      payload.field(
          name,
          "%s %s %s"
              .formatted(
                  payload.s16(at) / (double) perUnit,
                  payload.s16(at + 2) / (double) perUnit,
                  payload.s16(at + 4) / (double) perUnit));
    } else if (code == GPS) {
      payload.reading("latitude", payload.s24(at) / 1e4, Unit.DEGREE);
      payload.reading("longitude", payload.s24(at + 3) / 1e4, Unit.DEGREE);
      payload.reading("altitude", payload.s24(at + 6) / 1e2, Unit.METRE);
    } else {
      Type type = type(code).orElseThrow();
      int raw =
          type.bytes == 1 ? payload.u8(at) : type.isSigned ? payload.s16(at) : payload.u16(at);
      boolean isFirst = seen.merge(type.point, 1, Integer::sum) == 1;
      String point = isFirst ? type.point : type.point + "-" + channel;
      payload.reading(point, raw / type.perUnit, type.unit);
    }
  }

  private static Optional<Type> type(int code) {
    for (Type type : Type.values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
