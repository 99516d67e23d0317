package org.fieldbeacon.mqttdevices;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.CodeTable;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.observation.Unit;

/// Seeed SenseCAP LoRaWAN sensors (SenseCAP LoRaWAN sensor user guide, "Decode payload"): blocks of
/// channel, measurement id and value, low byte first, then CRC-16/KERMIT over all before it.
///
/// ```
///   01 0110 B0680000   channel 1, measurement 4097, 26800 thousandths
///   00 0700 6400 0500  channel 0, battery 100 %, a report every 5 min
/// ```
final class SenseCap implements LoraCodec {
  private static final int BLOCK = 7;
  private static final int BATTERY = 7;

  /// From here on values are no values but the sensor's faults: 2000001 and its kind.
  private static final int FIRST_FAULT = 2_000_000_000;

  private static final Map<Integer, Measurement> MEASUREMENTS = measurements();

  private record Measurement(String point, Unit unit, double scale) {}

  @Override
  public Map<String, Unit> readings() {
    Map<String, Unit> readings = new HashMap<>();
    MEASUREMENTS.values().forEach(m -> readings.put(m.point(), m.unit()));
    readings.put("battery-charge", Unit.PERCENT);
    return readings;
  }

  @Override
  public DecodedFrame decode(int port, byte[] data, Optional<Instant> time) {
    var payload = new Payload(data, time);
    int end = data.length - 2;
    if (end < BLOCK || end % BLOCK != 0) {
      return payload.bad("payload length", data.length, "blocks of 7 bytes and 2 of check value");
    }
    int computed = crc(payload, end);
    if (payload.u16le(end) != computed) {
      return payload.bad("check value", end, "%02X%02X".formatted(computed & 0xFF, computed >> 8));
    }
    for (int at = 0; at < end; at += BLOCK) {
      block(payload, at);
    }
    return payload.good();
  }

  private static void block(Payload payload, int at) {
    int id = payload.u16le(at + 1);
    if (id == BATTERY) {
      payload.reading("battery-charge", payload.u16le(at + 3), Unit.PERCENT);
      payload.field("interval_min", payload.u16le(at + 5));
      return;
    }
    Measurement measurement = MEASUREMENTS.get(id);
    int raw = payload.s32le(at + 3);
    if (measurement == null) {
      payload.field("measurement_" + id, raw / 1000.0);
    } else if (raw >= FIRST_FAULT) {
      payload.missing(measurement.point(), measurement.unit());
      payload.field("fault_" + measurement.point(), raw / 1000);
    } else {
      payload.reading(measurement.point(), raw / 1000.0 * measurement.scale(), measurement.unit());
    }
  }

  private static int crc(Payload payload, int end) {
    int crc = 0;
    for (int i = 0; i < end; i++) {
      crc ^= payload.u8(i);
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >> 1 ^ 0x8408 : crc >> 1;
      }
    }
    return crc;
  }

  private static Map<Integer, Measurement> measurements() {
    Map<Integer, Measurement> all = new HashMap<>();
    for (String[] row : CodeTable.rows(SenseCap.class, "/sensecap-measurements.csv")) {
      all.put(
          Integer.parseInt(row[0]),
          new Measurement(row[1], Unit.ofUcum(row[2]).orElseThrow(), Double.parseDouble(row[3])));
    }
    return all;
  }
}
