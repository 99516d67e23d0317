package org.fieldbeacon.mqttdevices;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// The bytes of one uplink while a codec walks over them, and what it found.
final class Payload {
  private final byte[] data;
  private final Optional<Instant> time;
  private final Map<String, Object> fields = new LinkedHashMap<>();
  private final List<Reading> readings = new ArrayList<>();

  Payload(byte[] data, Optional<Instant> time) {
    this.data = data;
    this.time = time;
  }

  int length() {
    return data.length;
  }

  int u8(int at) {
    return data[at] & 0xFF;
  }

  /// High byte first.
  int u16(int at) {
    return u8(at) << 8 | u8(at + 1);
  }

  int s16(int at) {
    return (short) u16(at);
  }

  /// Low byte first.
  int u16le(int at) {
    return u8(at) | u8(at + 1) << 8;
  }

  int s16le(int at) {
    return (short) u16le(at);
  }

  long u32le(int at) {
    return Integer.toUnsignedLong(s32le(at));
  }

  int s32le(int at) {
    return u16le(at) | u16le(at + 2) << 16;
  }

  /// Three bytes with a sign, high byte first.
  int s24(int at) {
    return data[at] << 16 | u16(at + 1);
  }

  long u32(int at) {
    return Integer.toUnsignedLong(u16(at) << 16 | u16(at + 2));
  }

  Payload field(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  Payload reading(String point, double value, Unit unit) {
    return reading(point, value, unit, time);
  }

  Payload reading(String point, double value, Unit unit, Optional<Instant> when) {
    readings.add(new Reading(point, value, unit, when, Quality.NOT_EVALUATED));
    return this;
  }

  /// The sensor says that it has no value.
  Payload missing(String point, Unit unit) {
    readings.add(new Reading(point, Double.NaN, unit, time, Quality.MISSING));
    return this;
  }

  DecodedFrame good() {
    return new Good(fields, readings);
  }

  /// Fewer bytes than the format has.
  Bad tooShort(int wanted) {
    return new Bad("payload length", data.length, data.length + " bytes", wanted + " bytes");
  }

  /// A payload that is of no use at `at`.
  Bad bad(String what, int at, String wanted) {
    return new Bad(
        what, at, at < data.length ? hex(at, Math.min(data.length, at + 8)) : "the end", wanted);
  }

  /// Not the LoRaWAN port (fPort) that this payload comes on.
  Bad wrongPort(int got, int wanted) {
    return new Bad("port", 0, String.valueOf(got), String.valueOf(wanted));
  }

  String hex(int from, int to) {
    return HexFormat.of().withUpperCase().formatHex(data, from, to);
  }
}
