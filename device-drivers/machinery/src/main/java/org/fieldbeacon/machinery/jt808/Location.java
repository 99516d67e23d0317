package org.fieldbeacon.machinery.jt808;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// A position report (JT/T 808-2019 §8.12): 28 bytes and items of id, length, value.
///
/// ```
///   alarm(4) state(4) latitude(4) longitude(4) altitude(2) speed(2) heading(2) time BCD(6) items..
///                     1e-6 deg, never negative   m        0.1 km/h   deg
/// ```
final class Location {
  static final int LENGTH = 28;

  private static final int FIXED = 1 << 1;
  private static final int SOUTH = 1 << 2;
  private static final int WEST = 1 << 3;
  private static final int PLUG_IN = 1 << 5;

  /// Above any ground: terminals below the sea send what would be a negative number of 16 bits.
  private static final int HIGHEST_M = 9000;

  private final Map<String, Object> fields = new LinkedHashMap<>();
  private final List<Reading> readings = new ArrayList<>();
  private Optional<Instant> time = Optional.empty();

  private Location() {}

  /// @throws Body.TooShort when there are fewer than 28 bytes
  static Location read(Body body) {
    var location = new Location();
    location.readBase(body);
    location.readItems(body);
    return location;
  }

  Map<String, Object> fields() {
    return fields;
  }

  List<Reading> readings() {
    return readings;
  }

  private void readBase(Body body) {
    long alarm = body.u32();
    int state = (int) body.u32();
    double latitude = degrees(body.u32(), (state & SOUTH) != 0);
    double longitude = degrees(body.u32(), (state & WEST) != 0);
    int altitude = body.u16();
    double speed = body.u16() / 10.0;
    int heading = body.u16();
    String digits = body.hex(6);
    time = Body.time(digits);

    fields.put("alarm", alarm);
    fields.put("alarms", Bits.alarms(alarm));
    fields.put("status", Integer.toUnsignedLong(state));
    fields.putAll(Bits.states(state));
    fields.put("lat", latitude);
    fields.put("lon", longitude);
    fields.put("altitude_m", altitude);
    fields.put("speed_kmh", speed);
    fields.put("heading_deg", heading);
    time.ifPresentOrElse(
        t -> fields.put("time", Body.iso(t)), () -> fields.put("time_hex", digits));

    Quality place = placeQuality(state, latitude, longitude);
    add("latitude", latitude, Unit.DEGREE, place);
    add("longitude", longitude, Unit.DEGREE, place);
    addAltitude(altitude, place);
    add("ground-speed", speed, Unit.KILOMETRE_PER_HOUR, place);
    add("heading", heading, Unit.DEGREE, heading < 360 ? place : Quality.FAIL);
    add("ignition", state & 1, Unit.ONE, Quality.NOT_EVALUATED);
  }

  /// A word without a sign; some terminals put one there for all that.
  private void addAltitude(int metres, Quality place) {
    if (metres <= HIGHEST_M || place == Quality.FAIL) {
      add("altitude", metres, Unit.METRE, place);
    } else {
      String detail =
          "altitude: got "
              + metres
              + " m, wanted at most "
              + HIGHEST_M
              + (metres > Short.MAX_VALUE ? "; read with a sign it is " + (short) metres : "");
      readings.add(new Reading("altitude", metres, Unit.METRE, time, Quality.SUSPECT, detail));
    }
  }

  /// Without a fix the terminal repeats the last place, or has none and says 0, 0; after the
  /// plug-in of the state's bit 5 it is not WGS-84.
  private static Quality placeQuality(int state, double latitude, double longitude) {
    boolean isZero = latitude == 0 && longitude == 0;
    if (isZero || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
      return Quality.FAIL;
    }
    boolean isDoubtful = (state & FIXED) == 0 || (state & PLUG_IN) != 0;
    return isDoubtful ? Quality.SUSPECT : Quality.NOT_EVALUATED;
  }

  private void readItems(Body body) {
    List<Map<String, Object>> items = new ArrayList<>();
    while (body.left() > 0) {
      Body rest = body.copy();
      int id = body.u8();
      int length = body.left() > 0 ? body.u8() : 0xFF;
      if (length > body.left()) {
        fields.put("extra_cut_hex", rest.hex(rest.left()));
        break;
      }
      byte[] value = body.bytes(length);
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("id", Jt808Framing.hex(id));
      item.put("len", length);
      item.put("hex", HexFormat.of().withUpperCase().formatHex(value));
      readItem(id, new Body(value), item);
      items.add(item);
    }
    if (!items.isEmpty()) {
      fields.put("extra", items);
    }
  }

  /// JT/T 808-2019 table 27. An item of another length than the table's stands as its bytes.
  private void readItem(int id, Body value, Map<String, Object> item) {
    switch (id << 8 | value.left()) {
      case 0x0104 -> measure(item, "mileage_km", value.u32() / 10.0, "odometer", Unit.KILOMETRE);
      case 0x0202 -> measure(item, "fuel_l", value.u16() / 10.0, "fuel-volume", Unit.LITRE);
      case 0x0302 ->
          measure(
              item,
              "recorder_speed_kmh",
              value.u16() / 10.0,
              "recorder-speed",
              Unit.KILOMETRE_PER_HOUR);
      case 0x0402 -> item.put("confirm_event_id", value.u16());
      case 0x051E -> tyres(item, value);
      case 0x0602 ->
          measure(
              item, "carriage_temp_c", signed(value.u16()), "carriage-temperature", Unit.CELSIUS);
      case 0x1101 -> item.put("location_type", value.u8());
      case 0x1105 -> area(item, value);
      case 0x1206 -> {
        area(item, value);
        item.put("direction", value.u8() == 0 ? "in" : "out");
      }
      case 0x1307 -> {
        item.put("route_id", value.u32());
        item.put("drive_time_s", value.u16());
        item.put("result", value.u8() == 0 ? "too short" : "too long");
      }
      case 0x2504 -> signals(item, value.u32());
      case 0x2A02 -> {
        int bits = value.u16();
        item.put("io_bits", bits);
        add("deep-sleep", bits & 1, Unit.ONE, Quality.NOT_EVALUATED);
        add("sleep", bits >> 1 & 1, Unit.ONE, Quality.NOT_EVALUATED);
      }
      case 0x2B04 -> {
        int high = value.u16();
        measure(item, "ad0", value.u16(), "analog-0", Unit.ONE);
        measure(item, "ad1", high, "analog-1", Unit.ONE);
      }
      case 0x3001 -> measure(item, "rssi", value.u8(), "signal-strength", Unit.ONE);
      case 0x3101 -> measure(item, "satellites", value.u8(), "gnss-satellites", Unit.ONE);
      default -> {}
    }
  }

  private void signals(Map<String, Object> item, long bits) {
    item.put("signal_bits", bits);
    for (int bit = 0; bit < Bits.SIGNALS.size(); bit++) {
      add(Bits.SIGNALS.get(bit), bits >> bit & 1, Unit.ONE, Quality.NOT_EVALUATED);
    }
  }

  /// Bar, FF where there is no tyre (2019).
  private static void tyres(Map<String, Object> item, Body value) {
    List<Integer> pressures = new ArrayList<>();
    while (value.left() > 0) {
      pressures.add(value.u8());
    }
    pressures.removeIf(p -> p == 0xFF);
    item.put("tyre_pressures", pressures);
  }

  private static void area(Map<String, Object> item, Body value) {
    item.put("location_type", value.u8());
    item.put("area_id", value.u32());
  }

  private void measure(
      Map<String, Object> item, String field, double value, String point, Unit unit) {
    boolean isWhole = value == Math.rint(value) && unit == Unit.ONE;
    item.put(field, isWhole ? (Number) (int) value : (Number) value);
    add(point, value, unit, Quality.NOT_EVALUATED);
  }

  private void add(String point, double value, Unit unit, Quality quality) {
    readings.add(new Reading(point, value, unit, time, quality));
  }

  /// Bit 15 is the sign, the rest the amount.
  private static int signed(int raw) {
    return (raw & 0x8000) != 0 ? -(raw & 0x7FFF) : raw;
  }

  private static double degrees(long millionths, boolean isNegative) {
    return (isNegative ? -millionths : millionths) / 1e6;
  }
}
