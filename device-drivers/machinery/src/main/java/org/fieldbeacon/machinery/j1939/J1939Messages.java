package org.fieldbeacon.machinery.j1939;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fieldbeacon.driver.CodeTable;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// What the data of a parameter group say. Pure; any thread.
public final class J1939Messages {
  private static final Map<Integer, String> GROUPS =
      CodeTable.rows(J1939Messages.class, "/j1939-groups.csv").stream()
          .collect(Collectors.toUnmodifiableMap(row -> Integer.parseInt(row[0]), row -> row[1]));

  static final int REQUEST = 59904;
  static final int ADDRESS_CLAIMED = 60928;
  static final int PROCESS_DATA = 51968;
  static final int ACTIVE_FAULTS = 65226;
  static final int PREVIOUS_FAULTS = 65227;
  static final int TIME_DATE = 65254;
  static final int POSITION = 129025;
  static final int COURSE_AND_SPEED = 129026;
  private static final int PROPRIETARY_B = 65280;

  private final Map<String, Object> fields = new LinkedHashMap<>();
  private final List<Reading> readings = new ArrayList<>();
  private final Optional<Instant> time;

  private J1939Messages(Optional<Instant> time) {
    this.time = time;
  }

  /// Fields and readings of a message.
  public record Said(Map<String, Object> fields, List<Reading> readings) {}

  /// One frame that stands alone.
  ///
  /// @param canId 29 bits
  /// @param data 0..8 bytes
  public static Said read(int canId, byte[] data) {
    CanId id = CanId.of(canId);
    return read(id, data, Optional.empty());
  }

  /// The unit of a reading's name; empty when no message can give one of that name.
  public static Optional<Unit> unit(String reading) {
    return switch (reading) {
      case "active-faults", "previous-faults" -> Optional.of(Unit.ONE);
      case String fault when Faults.isPoint(fault) -> Optional.of(Unit.ONE);
      case "latitude", "longitude", "course-over-ground" -> Optional.of(Unit.DEGREE);
      case "ground-speed" -> Optional.of(Unit.METRE_PER_SECOND);
      default -> Signal.unit(reading).or(() -> ProcessData.unit(reading));
    };
  }

  static Said read(CanId id, byte[] data, Optional<Instant> time) {
    var messages = new J1939Messages(time);
    messages.putId(id);
    messages.putData(id.group(), data);
    return new Said(messages.fields, messages.readings);
  }

  /// What a frame measures, without its fields: a tractor sends a thousand frames a second.
  static List<Reading> readings(CanId id, byte[] data, Optional<Instant> time) {
    return switch (id.group()) {
      case PROCESS_DATA, ACTIVE_FAULTS, PREVIOUS_FAULTS, POSITION, COURSE_AND_SPEED ->
          read(id, data, time).readings();
      default -> {
        Optional<Signal.Group> group = Signal.group(id.group());
        if (group.isEmpty()) {
          yield List.of();
        }
        List<Reading> readings = new ArrayList<>(group.get().signals().size());
        for (Signal signal : group.get().signals()) {
          if (signal.isIn(data)) {
            reading(signal, signal.raw(data), time).ifPresent(readings::add);
          }
        }
        yield readings;
      }
    };
  }

  private static Optional<Reading> reading(Signal signal, long raw, Optional<Instant> time) {
    if (signal.unit().isEmpty() || signal.isNotAvailable(raw) || signal.isError(raw)) {
      return Optional.empty();
    }
    Quality quality = signal.isReserved(raw) ? Quality.SUSPECT : Quality.NOT_EVALUATED;
    return Optional.of(
        new Reading(signal.point(), signal.value(raw), signal.unit().get(), time, quality));
  }

  /// What a group says when its data came in several frames.
  static Said readWhole(int group, byte[] data, Optional<Instant> time) {
    var messages = new J1939Messages(time);
    messages.fields.put("pgn", group);
    messages.fields.put("pgn_name", name(group));
    messages.putData(group, data);
    return new Said(messages.fields, messages.readings);
  }

  private static String name(int group) {
    return Signal.group(group)
        .map(Signal.Group::label)
        .orElse(
            GROUPS.getOrDefault(
                group, group >= PROPRIETARY_B && group <= 65535 ? "Proprietary B" : "unknown"));
  }

  private void putId(CanId id) {
    fields.put("priority", id.priority());
    fields.put("pgn", id.group());
    fields.put("pgn_hex", HexFormat.of().withUpperCase().toHexDigits(id.group(), 5));
    fields.put("pdu", id.isPdu1() ? 1 : 2);
    fields.put("source", id.source());
    if (id.isPdu1()) {
      fields.put("destination", id.destination());
    }
    fields.put("pgn_name", name(id.group()));
  }

  private void putData(int group, byte[] data) {
    switch (group) {
      case REQUEST -> putRequest(data);
      case ADDRESS_CLAIMED -> putName(data);
      case PROCESS_DATA -> ProcessData.put(data, fields, readings, time);
      case ACTIVE_FAULTS, PREVIOUS_FAULTS -> putFaults(group, data);
      case TIME_DATE -> putTime(data);
      case POSITION -> putPosition(data);
      case COURSE_AND_SPEED -> putCourseAndSpeed(data);
      default -> Transport.describe(group, data, fields);
    }
    Signal.group(group).ifPresent(g -> putSignals(g, data));
    fields.putIfAbsent("data", HexFormat.of().withUpperCase().formatHex(data));
  }

  private void putSignals(Signal.Group group, byte[] data) {
    List<Map<String, Object>> signals = new ArrayList<>();
    for (Signal signal : group.signals()) {
      if (signal.isIn(data)) {
        signals.add(said(signal, signal.raw(data)));
      }
    }
    fields.put("signals", signals);
  }

  private Map<String, Object> said(Signal signal, long raw) {
    Map<String, Object> said = new LinkedHashMap<>();
    if (signal.spn() >= 0) {
      said.put("spn", signal.spn());
    }
    said.put("name", signal.name());
    said.put("raw", raw);
    if (signal.isNotAvailable(raw)) {
      said.put("not_available", true);
    } else if (signal.isError(raw)) {
      said.put("error", true);
    } else {
      said.put("value", signal.value(raw));
      reading(signal, raw, time).ifPresent(readings::add);
    }
    signal.unit().ifPresent(unit -> said.put("unit", unit.ucum()));
    return said;
  }

  private void putRequest(byte[] data) {
    if (data.length >= 3) {
      fields.put("requested_pgn", Transport.u24(data, 0));
      fields.put("requested_pgn_name", name(Transport.u24(data, 0)));
    }
  }

  /// SAE J1939-81 §4.1.1: the 64 bits of NAME.
  private void putName(byte[] data) {
    if (data.length < 8) {
      return;
    }
    long name = 0;
    for (int i = 7; i >= 0; i--) {
      name = name << 8 | data[i] & 0xFF;
    }
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("identity", name & 0x1FFFFF);
    parts.put("manufacturer", name >> 21 & 0x7FF);
    parts.put("ecu_instance", name >> 32 & 7);
    parts.put("function_instance", name >> 35 & 0x1F);
    parts.put("function", name >> 40 & 0xFF);
    parts.put("vehicle_system", name >> 49 & 0x7F);
    parts.put("vehicle_system_instance", name >> 56 & 0xF);
    parts.put("industry_group", name >> 60 & 7);
    parts.put("arbitrary_address_capable", name >>> 63);
    fields.put("name", parts);
  }

  /// SAE J1939-73 §5.7.1: two bytes of lamps, then four bytes for each trouble code.
  private void putFaults(int group, byte[] data) {
    if (data.length < 2) {
      return;
    }
    Map<String, Object> lamps = new LinkedHashMap<>();
    lamps.put("mil", data[0] >> 6 & 3);
    lamps.put("red_stop", data[0] >> 4 & 3);
    lamps.put("amber", data[0] >> 2 & 3);
    lamps.put("protect", data[0] & 3);
    fields.put("lamps", lamps);
    List<Fault> faults = Fault.all(data);
    fields.put("dtcs", faults.stream().map(Fault::fields).toList());
    boolean areActive = group == ACTIVE_FAULTS;
    readings.add(
        new Reading(
            areActive ? "active-faults" : "previous-faults",
            faults.size(),
            Unit.ONE,
            time,
            Quality.NOT_EVALUATED,
            Fault.told(faults)));
    if (areActive) {
      putLamp("malfunction-indicator-lamp", data[0] >> 6 & 3);
      putLamp("red-stop-lamp", data[0] >> 4 & 3);
      putLamp("amber-warning-lamp", data[0] >> 2 & 3);
      putLamp("protect-lamp", data[0] & 3);
      faults.forEach(f -> add(f.point(), f.times(), Unit.ONE, Quality.NOT_EVALUATED));
    }
  }

  /// 0 off, 1 on; 2 and 3 say that nothing is known of it.
  private void putLamp(String point, int state) {
    if (state <= 1) {
      add(point, state, Unit.ONE, Quality.NOT_EVALUATED);
    }
  }

  /// SAE J1939-71 §5.3, PGN 65254: seconds 0.25 s, minutes, hours, month, day 0.25 d, year less
  /// 1985; UTC.
  private void putTime(byte[] data) {
    if (data.length >= 6) {
      fields.put(
          "utc",
          "%04d-%02d-%02dT%02d:%02d:%02dZ"
              .formatted(
                  1985 + (data[5] & 0xFF),
                  data[3] & 0xFF,
                  ((data[4] & 0xFF) + 3) / 4,
                  data[2] & 0xFF,
                  data[1] & 0xFF,
                  (data[0] & 0xFF) / 4));
    }
  }

  /// NMEA 2000 PGN 129025: two signed numbers of 1e-7 degrees.
  private void putPosition(byte[] data) {
    if (data.length >= 8) {
      int latitude = Transport.s32(data, 0);
      int longitude = Transport.s32(data, 4);
      putDegrees("latitude", latitude, 90);
      putDegrees("longitude", longitude, 180);
    }
  }

  private void putDegrees(String name, int raw, int limit) {
    if (raw == Integer.MAX_VALUE) {
      return;
    }
    double degrees = raw / 1e7;
    fields.put(name, degrees);
    add(
        name,
        degrees,
        Unit.DEGREE,
        Math.abs(degrees) <= limit ? Quality.NOT_EVALUATED : Quality.FAIL);
  }

  /// NMEA 2000 PGN 129026: sequence, reference, course 1e-4 rad, speed 0.01 m/s.
  private void putCourseAndSpeed(byte[] data) {
    if (data.length < 6) {
      return;
    }
    int course = Transport.u16(data, 2);
    int speed = Transport.u16(data, 4);
    fields.put("sid", data[0] & 0xFF);
    fields.put("cog_reference", (data[1] & 3) == 0 ? "true" : "magnetic");
    if (course < 0xFFFD) {
      double degrees = Math.toDegrees(course / 1e4);
      fields.put("cog_deg", degrees);
      add("course-over-ground", degrees, Unit.DEGREE, Quality.NOT_EVALUATED);
    }
    if (speed < 0xFFFD) {
      fields.put("sog_m_s", speed / 100.0);
      add("ground-speed", speed / 100.0, Unit.METRE_PER_SECOND, Quality.NOT_EVALUATED);
    }
  }

  private void add(String point, double value, Unit unit, Quality quality) {
    readings.add(new Reading(point, value, unit, time, quality));
  }
}
