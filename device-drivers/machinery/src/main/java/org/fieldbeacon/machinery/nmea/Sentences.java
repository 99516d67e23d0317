package org.fieldbeacon.machinery.nmea;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// What sentences say (NMEA 0183 4.1 §6.3). One of these reads one sentence.
final class Sentences {
  private static final double HPA_OF_BAR = 1000;
  private static final double HPA_OF_INCH = 33.8639;

  private final Sentence s;
  private final NmeaClock clock;
  private final Map<String, Object> fields = new LinkedHashMap<>();
  private final List<Reading> readings = new ArrayList<>();
  private Optional<Instant> time = Optional.empty();
  private Quality quality = Quality.NOT_EVALUATED;
  private String detail = "";

  private Sentences(Sentence sentence, NmeaClock clock) {
    this.s = sentence;
    this.clock = clock;
  }

  static Good read(Sentence sentence, NmeaClock clock) {
    var read = new Sentences(sentence, clock);
    read.fields.put("talker", sentence.talker());
    read.fields.put("type", sentence.type());
    read.readFields();
    read.fields.put("fields", sentence.fields());
    read.fields.put("checksum", sentence.checksum());
    return new Good(read.fields, read.readings);
  }

  /// What a sentence measures.
  static List<Reading> readings(Sentence sentence, NmeaClock clock) {
    var read = new Sentences(sentence, clock);
    read.readFields();
    return read.readings;
  }

  private void readFields() {
    switch (s.type()) {
      case "GGA" -> gga();
      case "RMC" -> rmc();
      case "GLL" -> gll();
      case "GNS" -> gns();
      case "VTG" -> vtg();
      case "GSA" -> gsa();
      case "GSV" -> gsv();
      case "GST" -> gst();
      case "ZDA" -> zda();
      case "HDT", "THS" -> number(0, "heading_deg_true", "heading", Unit.DEGREE);
      case "HDM" -> number(0, "heading_deg_magnetic", "heading-magnetic", Unit.DEGREE);
      case "HDG" -> number(0, "heading_deg_magnetic", "heading-magnetic", Unit.DEGREE);
      case "ROT" -> number(0, "rate_of_turn_deg_per_min");
      case "DBT" -> number(2, "depth_m", "depth", Unit.METRE);
      case "DPT" -> {
        number(0, "depth_m", "depth", Unit.METRE);
        number(1, "offset_m");
      }
      case "MTW" -> number(0, "water_temperature_c", "water-temperature", Unit.CELSIUS);
      case "MWV" -> mwv();
      case "VHW" -> {
        number(0, "heading_deg_true", "heading", Unit.DEGREE);
        number(6, "water_speed_kmh", "speed-through-water", Unit.KILOMETRE_PER_HOUR);
      }
      case "MDA" -> mda();
      case "XDR" -> xdr();
      case "TXT" -> fields.put("text", s.field(3));
      default -> {}
    }
  }

  /// time, lat, N, lon, E, quality, satellites, HDOP, altitude, M, geoid, M, age, station
  private void gga() {
    timeOfDay(0);
    int fix = (int) s.number(5).orElse(0);
    fields.put("fix_quality", fix);
    fields.put("fix_quality_name", fixName(fix));
    s.number(5).ifPresent(v -> add("gnss-fix-quality", v, Unit.ONE));
    // 0 none, 6 estimated, 7 set by hand, 8 simulated.
    judge(fix >= 1 && fix <= 5, fix == 0);
    if (quality != Quality.NOT_EVALUATED) {
      detail = "GNSS fix quality: got " + fix + " (" + fixName(fix) + "), wanted 1 to 5";
    }
    place(1);
    satellites(6);
    number(7, "hdop", "hdop", Unit.ONE);
    number(8, "altitude_m", "altitude", Unit.METRE);
    number(10, "geoid_separation_m");
    number(12, "differential_age_s", "differential-age", Unit.SECOND);
    text(13, "station");
  }

  /// time, status, lat, N, lon, E, knots, course, ddmmyy, variation, E, mode
  private void rmc() {
    Optional<LocalDate> date = NmeaClock.date(s.field(8));
    date.ifPresent(d -> fields.put("date", d.toString()));
    putTime(0, clock.at(s.field(0), date));
    fields.put("status", s.field(1));
    text(11, "mode");
    modeName(s.field(11));
    judge(s.field(1).equals("A"), s.field(1).equals("V"));
    place(2);
    knots(6);
    number(7, "course_deg", "course-over-ground", Unit.DEGREE);
    number(9)
        .ifPresent(v -> fields.put("magnetic_variation_deg", s.field(10).equals("W") ? -v : v));
  }

  private void gll() {
    timeOfDay(4);
    fields.put("status", s.field(5));
    judge(s.field(5).equals("A"), s.field(5).equals("V"));
    place(0);
  }

  /// time, lat, N, lon, E, mode, satellites, HDOP, altitude, geoid, age, station
  private void gns() {
    timeOfDay(0);
    text(5, "mode");
    judge(s.field(5).matches(".*[ADPRF].*"), s.field(5).matches("N*"));
    place(1);
    satellites(6);
    number(7, "hdop", "hdop", Unit.ONE);
    number(8, "altitude_m", "altitude", Unit.METRE);
    number(9, "geoid_separation_m");
    number(10, "differential_age_s", "differential-age", Unit.SECOND);
    text(11, "station");
  }

  /// course, T, course, M, knots, N, km/h, K, mode. Before 2.3 the letters were not there.
  private void vtg() {
    boolean hasLetters = s.field(1).equals("T");
    text(8, "mode");
    modeName(s.field(8));
    judge(!s.field(8).equals("N"), s.field(8).equals("N"));
    number(0, "course_deg", "course-over-ground", Unit.DEGREE);
    number(hasLetters ? 2 : 1, "course_deg_magnetic");
    number(hasLetters ? 4 : 2, "speed_knots");
    number(hasLetters ? 6 : 3, "speed_kmh", "ground-speed", Unit.KILOMETRE_PER_HOUR);
  }

  /// selection, fix, 12 satellites, PDOP, HDOP, VDOP, system
  private void gsa() {
    text(0, "selection");
    int fix = (int) s.number(1).orElse(1);
    fields.put("fix_type", fix);
    fields.put("fix_type_name", fix == 2 ? "2D" : fix == 3 ? "3D" : "none");
    List<String> used = new ArrayList<>();
    for (int i = 2; i < 14; i++) {
      if (!s.field(i).isEmpty()) {
        used.add(s.field(i));
      }
    }
    fields.put("satellites_used", used);
    number(14, "pdop", "pdop", Unit.ONE);
    number(15, "hdop", "hdop", Unit.ONE);
    number(16, "vdop", "vdop", Unit.ONE);
    text(17, "system");
  }

  /// messages, number, satellites in view, then four fields a satellite
  private void gsv() {
    number(0, "messages");
    number(1, "message_number");
    number(2, "satellites_in_view");
    List<Map<String, Object>> satellites = new ArrayList<>();
    for (int i = 3; i + 3 < s.fields().size(); i += 4) {
      Map<String, Object> satellite = new LinkedHashMap<>();
      satellite.put("id", s.field(i));
      put(satellite, "elevation_deg", s.number(i + 1));
      put(satellite, "azimuth_deg", s.number(i + 2));
      put(satellite, "snr_db_hz", s.number(i + 3));
      satellites.add(satellite);
    }
    fields.put("satellites", satellites);
  }

  /// time, rms, semi-major, semi-minor, orientation, latitude, longitude, altitude errors
  private void gst() {
    timeOfDay(0);
    number(1, "range_rms_m");
    number(2, "semi_major_m");
    number(3, "semi_minor_m");
    number(4, "orientation_deg");
    number(5, "latitude_error_m", "latitude-error", Unit.METRE);
    number(6, "longitude_error_m", "longitude-error", Unit.METRE);
    number(7, "altitude_error_m", "altitude-error", Unit.METRE);
  }

  /// time, day, month, year, zone hours, zone minutes
  private void zda() {
    Optional<LocalDate> date =
        s.number(1).isEmpty() || s.number(2).isEmpty() || s.number(3).isEmpty()
            ? Optional.empty()
            : NmeaClock.date(
                (int) s.number(3).getAsDouble(),
                (int) s.number(2).getAsDouble(),
                (int) s.number(1).getAsDouble());
    date.ifPresent(d -> fields.put("date", d.toString()));
    putTime(0, clock.at(s.field(0), date));
    text(4, "zone_hours");
    text(5, "zone_minutes");
  }

  /// angle, R or T, speed, unit, status
  private void mwv() {
    boolean isTrue = s.field(1).equals("T");
    fields.put("reference", isTrue ? "true" : "relative");
    judge(s.field(4).equals("A"), s.field(4).equals("V"));
    number(0, "angle_deg", isTrue ? "wind-direction" : "wind-angle-relative", Unit.DEGREE);
    double factor =
        switch (s.field(3)) {
          case "M" -> 1;
          case "K" -> 1 / 3.6;
          case "N" -> 1852.0 / 3600;
          default -> Double.NaN;
        };
    s.number(2)
        .ifPresent(
            v -> {
              fields.put("speed", v);
              fields.put("speed_unit", s.field(3));
              if (!Double.isNaN(factor)) {
                add("wind-speed", v * factor, Unit.METRE_PER_SECOND);
              }
            });
  }

  /// Pairs of value and unit: pressure I, pressure B, air C, water C, humidity, absolute humidity,
  /// dew point C, direction T, direction M, speed N, speed M; the two humidities have no unit.
  private void mda() {
    if (s.number(2).isPresent()) {
      pressure(s.number(2), HPA_OF_BAR);
    } else {
      pressure(s.number(0), HPA_OF_INCH);
    }
    number(4, "air_temperature_c", "air-temperature", Unit.CELSIUS);
    number(6, "water_temperature_c", "water-temperature", Unit.CELSIUS);
    number(8, "relative_humidity_percent", "relative-humidity", Unit.PERCENT);
    number(9, "absolute_humidity_percent");
    number(10, "dew_point_c", "dew-point", Unit.CELSIUS);
    number(12, "wind_direction_deg_true", "wind-direction", Unit.DEGREE);
    number(14, "wind_direction_deg_magnetic");
    number(16, "wind_speed_knots");
    number(18, "wind_speed_m_s");
    OptionalDouble speed = s.number(18);
    if (speed.isPresent()) {
      add("wind-speed", speed.getAsDouble(), Unit.METRE_PER_SECOND);
    } else {
      s.number(16).ifPresent(v -> add("wind-speed", v * 1852.0 / 3600, Unit.METRE_PER_SECOND));
    }
  }

  private void pressure(OptionalDouble value, double factor) {
    value.ifPresent(
        v -> {
          double hectopascals = Math.rint(v * factor * 1000) / 1000;
          fields.put("air_pressure_hpa", hectopascals);
          add("air-pressure", hectopascals, Unit.HECTOPASCAL);
        });
  }

  /// type, value, unit, name, again and again; of a weather station (WI) the first temperature,
  /// pressure and humidity are the air's, as makers order them.
  private void xdr() {
    List<Map<String, Object>> transducers = new ArrayList<>();
    for (int i = 0; i + 3 < s.fields().size(); i += 4) {
      Map<String, Object> transducer = new LinkedHashMap<>();
      transducer.put("type", s.field(i));
      put(transducer, "value", s.number(i + 1));
      transducer.put("unit", s.field(i + 2));
      transducer.put("name", s.field(i + 3));
      transducers.add(transducer);
    }
    fields.put("transducers", transducers);
    if (s.talker().equals("WI")) {
      air("C", "C", "air-temperature", Unit.CELSIUS, 1);
      if (!air("P", "B", "air-pressure", Unit.HECTOPASCAL, HPA_OF_BAR)
          && !air("P", "H", "air-pressure", Unit.HECTOPASCAL, 1)) {
        air("P", "P", "air-pressure", Unit.HECTOPASCAL, 0.01);
      }
      air("H", "P", "relative-humidity", Unit.PERCENT, 1);
    }
  }

  /// The first transducer of a type, if it is in that unit and says something.
  private boolean air(String type, String symbol, String point, Unit unit, double factor) {
    for (int i = 0; i + 3 < s.fields().size(); i += 4) {
      if (s.field(i).equals(type)) {
        if (!s.field(i + 2).equals(symbol) || s.number(i + 1).isEmpty()) {
          return false;
        }
        add(point, Math.rint(s.number(i + 1).getAsDouble() * factor * 1000) / 1000, unit);
        return true;
      }
    }
    return false;
  }

  private void timeOfDay(int i) {
    putTime(i, clock.at(s.field(i)));
  }

  private void putTime(int i, Optional<Instant> instant) {
    time = instant;
    NmeaClock.time(s.field(i)).ifPresent(t -> fields.put("time_utc", ofDay(t)));
    time.ifPresent(t -> fields.put("time", t.toString()));
  }

  /// Always with its seconds, which the library leaves out when they are none.
  private static String ofDay(LocalTime time) {
    String text = time.toString();
    return text.length() == "HH:mm".length() ? text + ":00" : text;
  }

  private void place(int i) {
    put(fields, "latitude", s.degrees(i));
    put(fields, "longitude", s.degrees(i + 2));
    addPlace("latitude", s.degrees(i));
    addPlace("longitude", s.degrees(i + 2));
  }

  /// A receiver that says it has no fix may leave the place empty.
  private void addPlace(String point, OptionalDouble degrees) {
    if (degrees.isPresent()) {
      add(point, degrees.getAsDouble(), Unit.DEGREE);
    } else if (quality == Quality.FAIL) {
      readings.add(new Reading(point, Double.NaN, Unit.DEGREE, time, Quality.MISSING, detail));
    }
  }

  /// A count holds, whatever came of the satellites.
  private void satellites(int i) {
    put(fields, "satellites", s.number(i));
    s.number(i)
        .ifPresent(
            v ->
                readings.add(
                    new Reading("gnss-satellites", v, Unit.ONE, time, Quality.NOT_EVALUATED)));
  }

  private void knots(int i) {
    s.number(i)
        .ifPresent(
            v -> {
              fields.put("speed_knots", v);
              add("ground-speed", v * 1.852, Unit.KILOMETRE_PER_HOUR);
            });
  }

  /// What the receiver says of its own values.
  private void judge(boolean isGood, boolean isInvalid) {
    quality = isGood ? Quality.NOT_EVALUATED : isInvalid ? Quality.FAIL : Quality.SUSPECT;
  }

  private OptionalDouble number(int i) {
    return s.number(i);
  }

  private void number(int i, String field) {
    put(fields, field, s.number(i));
  }

  private void number(int i, String field, String point, Unit unit) {
    put(fields, field, s.number(i));
    s.number(i).ifPresent(v -> add(point, v, unit));
  }

  private void text(int i, String field) {
    if (!s.field(i).isEmpty()) {
      fields.put(field, s.field(i));
    }
  }

  private void modeName(String mode) {
    String name =
        switch (mode) {
          case "A" -> "autonomous";
          case "D" -> "differential";
          case "E" -> "estimated";
          case "F" -> "RTK float";
          case "M" -> "set by hand";
          case "N" -> "not valid";
          case "P" -> "precise";
          case "R" -> "RTK fixed";
          case "S" -> "simulated";
          default -> "";
        };
    if (!name.isEmpty()) {
      fields.put("mode_name", name);
    }
  }

  private static String fixName(int fix) {
    return switch (fix) {
      case 0 -> "none";
      case 1 -> "GNSS";
      case 2 -> "differential";
      case 3 -> "PPS";
      case 4 -> "RTK fixed";
      case 5 -> "RTK float";
      case 6 -> "estimated";
      case 7 -> "set by hand";
      case 8 -> "simulated";
      default -> "unknown";
    };
  }

  private static void put(Map<String, Object> into, String name, OptionalDouble value) {
    value.ifPresent(
        v ->
            into.put(
                name, v == Math.rint(v) && Math.abs(v) < 1e9 ? (Number) (long) v : (Number) v));
  }

  private void add(String point, double value, Unit unit) {
    readings.add(new Reading(point, value, unit, time, quality, detail));
  }
}
