package org.fieldbeacon.mqttdevices;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.observation.Unit;

/// Dragino's frames of fixed layout on port 2, high byte first (LHT65 user manual §2.4, LSE01 user
/// manual §2.3, LDDS75 user manual §2.3).
final class Dragino {
  private static final int DATA_PORT = 2;
  private static final int NO_PROBE = 0x7FFF;

  private Dragino() {}

  /// Whatever the model, data come on one port and begin with the battery's millivolts in 14 bits.
  abstract static class Uplink implements LoraCodec {
    private final int leastBytes;

    Uplink(int leastBytes) {
      this.leastBytes = leastBytes;
    }

    @Override
    public final DecodedFrame decode(int port, byte[] data, Optional<Instant> time) {
      var payload = new Payload(data, time);
      if (port != DATA_PORT) {
        return payload.wrongPort(port, DATA_PORT);
      }
      if (data.length < leastBytes) {
        return payload.tooShort(leastBytes);
      }
      payload.reading("battery-voltage", (payload.u16(0) & 0x3FFF) / 1000.0, Unit.VOLT);
      read(payload);
      return payload.good();
    }

    /// Reads the rest, of which there is enough.
    abstract void read(Payload payload);
  }

  /// ```
  ///   0 battery: 2 bits of state, 14 of mV   2 air temperature 0.01 Cel   4 humidity 0.1 %
  ///   6 kind of the external sensor          7 its value
  /// ```
  static final class Lht65 extends Uplink {
    private static final int TEMPERATURE_PROBE = 1;

    Lht65() {
      super(11);
    }

    @Override
    public Map<String, Unit> readings() {
      return Map.of(
          "battery-voltage", Unit.VOLT,
          "air-temperature", Unit.CELSIUS,
          "relative-humidity", Unit.PERCENT,
          "probe-temperature", Unit.CELSIUS);
    }

    @Override
    void read(Payload payload) {
      int kind = payload.u8(6) & 0x7F;
      payload
          .field("battery_state", payload.u8(0) >> 6)
          .field("external_sensor", kind)
          .reading("air-temperature", payload.s16(2) / 100.0, Unit.CELSIUS)
          .reading("relative-humidity", payload.u16(4) / 10.0, Unit.PERCENT);
      if (kind == TEMPERATURE_PROBE) {
        if (payload.u16(7) == NO_PROBE) {
          payload.missing("probe-temperature", Unit.CELSIUS);
        } else {
          payload.reading("probe-temperature", payload.s16(7) / 100.0, Unit.CELSIUS);
        }
      }
    }
  }

  /// ```
  ///   0 battery mV   2 probe temperature 0.1 Cel   4 soil moisture 0.01 %   6 soil temperature 0.01 Cel
  ///   8 soil conductivity uS/cm   10 flags: bit 4 the sensor was found, bit 0 sent by an interrupt
  /// ```
  static final class Lse01 extends Uplink {
    Lse01() {
      super(11);
    }

    @Override
    public Map<String, Unit> readings() {
      return Map.of(
          "battery-voltage", Unit.VOLT,
          "probe-temperature", Unit.CELSIUS,
          "soil-moisture", Unit.PERCENT,
          "soil-temperature", Unit.CELSIUS,
          "soil-conductivity", Unit.MICROSIEMENS_PER_CENTIMETRE);
    }

    @Override
    void read(Payload payload) {
      payload
          .field("flags", payload.hex(10, 11))
          .reading("soil-moisture", payload.u16(4) / 100.0, Unit.PERCENT)
          .reading("soil-temperature", payload.s16(6) / 100.0, Unit.CELSIUS)
          .reading("soil-conductivity", payload.u16(8), Unit.MICROSIEMENS_PER_CENTIMETRE);
      probe(payload, 2);
    }
  }

  /// LDDS75 and LDDS20.
  ///
  /// ```
  ///   0 battery mV   2 distance mm: 0 no sensor, 20 nothing to see   4 sent by an interrupt
  ///   5 probe temperature 0.1 Cel   7 the sensor was found
  /// ```
  static final class Ldds extends Uplink {
    private static final int NO_ECHO_MM = 20;

    Ldds() {
      super(8);
    }

    @Override
    public Map<String, Unit> readings() {
      return Map.of(
          "battery-voltage", Unit.VOLT,
          "distance", Unit.MILLIMETRE,
          "probe-temperature", Unit.CELSIUS);
    }

    @Override
    void read(Payload payload) {
      payload.field("interrupt", payload.u8(4)).field("sensor_found", payload.u8(7));
      int distance = payload.u16(2);
      if (distance == 0 || distance == NO_ECHO_MM) {
        payload.missing("distance", Unit.MILLIMETRE);
      } else {
        payload.reading("distance", distance, Unit.MILLIMETRE);
      }
      probe(payload, 5);
    }
  }

  /// A DS18B20 in tenths; without one the field says 327.67.
  private static void probe(Payload payload, int at) {
    if (payload.u16(at) != NO_PROBE) {
      payload.reading("probe-temperature", payload.s16(at) / 10.0, Unit.CELSIUS);
    }
  }
}
