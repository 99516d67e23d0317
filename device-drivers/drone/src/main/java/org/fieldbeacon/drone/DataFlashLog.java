package org.fieldbeacon.drone;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
import org.fieldbeacon.driver.FrameFile;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.jspecify.annotations.Nullable;

/// A log that an ArduPilot wrote on board (`.BIN`). It describes itself: FMT records say how the
/// others are laid out (ArduPilot, libraries/AP_Logger/LogStructure.h).
///
/// ```
///   A3 95 type fields...        FMT: A3 95 80 type length name(4) format(16) labels(64)
/// ```
///
/// There is no check value; a record that does not begin where the one before ends is told.
final class DataFlashLog {
  private static final int HEAD_1 = 0xA3;
  private static final int HEAD_2 = 0x95;
  private static final int FMT = 0x80;
  private static final int HEAD = 3;
  private static final int FIX_3D = 3;
  private static final Instant GPS_EPOCH = Instant.parse("1980-01-06T00:00:00Z");

  private final Layout[] layouts = new Layout[256];
  private Optional<Instant> start = Optional.empty();

  DataFlashLog() {
    layouts[FMT] =
        new Layout("FMT", "BBnNZ", List.of("Type", "Length", "Name", "Format", "Columns"));
  }

  /// How records of one type are laid out.
  private record Layout(String name, String format, List<String> labels) {
    /// Whether every field's size is known and they fill the record.
    boolean fills(int length) {
      int sum = HEAD;
      for (int i = 0; i < format.length(); i++) {
        int size = size(format.charAt(i));
        if (size == 0) {
          return false;
        }
        sum += size;
      }
      return sum == length && labels.size() == format.length();
    }
  }

  /// Whether the stream begins as such a log; nothing is consumed.
  static boolean begins(BufferedInputStream in) throws IOException {
    in.mark(2);
    boolean begins = in.read() == HEAD_1 && in.read() == HEAD_2;
    in.reset();
    return begins;
  }

  /// As [FrameFile.Scanner#next].
  int next(byte[] bytes, int from, int to, boolean isLast, Consumer<DecodedFrame> told) {
    if (to - from < HEAD) {
      return isLast ? cut(bytes, from, to, HEAD, told) : from;
    }
    int length = length(bytes, from);
    if (length == 0) {
      int next = resume(bytes, from + 1, to, isLast);
      told.accept(
          new Bad(
              "start",
              0,
              FrameFile.shown(bytes, from, next),
              "A395 and a type that the log describes"));
      return next;
    }
    if (to - from < length) {
      return isLast ? cut(bytes, from, to, length, told) : from;
    }
    told.accept(record(bytes, from));
    return from + length;
  }

  /// What is left over at the end: the power went while it was written.
  private static int cut(byte[] bytes, int from, int to, int wanted, Consumer<DecodedFrame> told) {
    told.accept(
        new Bad(
            "length",
            to - from,
            to - from + " bytes: " + FrameFile.shown(bytes, from, to),
            "a record of " + wanted));
    return to;
  }

  /// Of the record at `from`; 0 when there is none.
  private int length(byte[] bytes, int from) {
    boolean isHead = (bytes[from] & 0xFF) == HEAD_1 && (bytes[from + 1] & 0xFF) == HEAD_2;
    Layout layout = isHead ? layouts[bytes[from + 2] & 0xFF] : null;
    return layout == null ? 0 : layout.format().chars().map(c -> size((char) c)).sum() + HEAD;
  }

  private int resume(byte[] bytes, int from, int to, boolean isLast) {
    for (int at = from; at + HEAD <= to; at++) {
      if (length(bytes, at) > 0) {
        return at;
      }
    }
    return isLast ? to : Math.max(from, to - HEAD + 1);
  }

  private Good record(byte[] bytes, int from) {
    int type = bytes[from + 2] & 0xFF;
    Layout layout = layouts[type];
    Map<String, Object> values = new LinkedHashMap<>();
    int at = from + HEAD;
    for (int i = 0; layout != null && i < layout.format().length(); i++) {
      char kind = layout.format().charAt(i);
      values.put(layout.labels().get(i), value(bytes, at, kind));
      at += size(kind);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("log", "DataFlash");
    fields.put("type", type);
    fields.put("name", layout == null ? "" : layout.name());
    fields.put("fields", values);
    if (type == FMT) {
      describe(values, fields);
    }
    String name = layout == null ? "" : layout.name();
    Optional<Instant> time = time(name, values);
    time.ifPresent(t -> fields.put("time", t.toString()));
    return new Good(fields, readings(name, values, time));
  }

  /// What a FMT record says of a type. One that makes no sense is told and not kept.
  private void describe(Map<String, Object> values, Map<String, Object> fields) {
    int type = number(values, "Type").intValue();
    String format = String.valueOf(values.get("Format"));
    String labels = String.valueOf(values.get("Columns"));
    var layout =
        new Layout(
            String.valueOf(values.get("Name")),
            format,
            labels.isEmpty() ? List.of() : List.of(labels.split(",", -1)));
    if (layout.fills(number(values, "Length").intValue())) {
      layouts[type] = layout;
    } else {
      fields.put("note", "fields and length of this type do not agree: its records are not read");
    }
  }

  /// UTC where a GPS record told it, else counted from the start that one told.
  private Optional<Instant> time(String name, Map<String, Object> values) {
    Optional<Duration> sinceStart =
        name.equals("GPS") && values.containsKey("T")
            ? Optional.of(Duration.ofMillis(number(values, "T").longValue()))
            : sinceStart(values);
    if (name.equals("GPS")) {
      Optional<Instant> utc = utc(values);
      if (utc.isPresent() && sinceStart.isPresent()) {
        start = Optional.of(utc.get().minus(sinceStart.get()));
      }
      return utc;
    }
    return sinceStart.flatMap(since -> start.map(s -> s.plus(since)));
  }

  private static Optional<Duration> sinceStart(Map<String, Object> values) {
    if (values.get("TimeUS") instanceof Number micros) {
      return Optional.of(Duration.of(micros.longValue(), ChronoUnit.MICROS));
    }
    return values.get("TimeMS") instanceof Number millis
        ? Optional.of(Duration.ofMillis(millis.longValue()))
        : Optional.empty();
  }

  private static Optional<Instant> utc(Map<String, Object> values) {
    long week = number(values, values.containsKey("GWk") ? "GWk" : "Week").longValue();
    long millis = number(values, values.containsKey("GMS") ? "GMS" : "TimeMS").longValue();
    if (week <= 0 || values.containsKey("TimeUS") && !values.containsKey("GMS")) {
      return Optional.empty();
    }
    Instant gps = GPS_EPOCH.plus(Duration.ofDays(week * 7)).plusMillis(millis);
    return Optional.of(gps.minusSeconds(leapSeconds(gps)));
  }

  /// By which GPS time is ahead of UTC (IERS Bulletin C).
  private static int leapSeconds(Instant at) {
    return at.isBefore(Instant.parse("2012-07-01T00:00:15Z"))
        ? 15
        : at.isBefore(Instant.parse("2015-07-01T00:00:16Z"))
            ? 16
            : at.isBefore(Instant.parse("2017-01-01T00:00:17Z")) ? 17 : 18;
  }

  private static List<Reading> readings(
      String name, Map<String, Object> values, Optional<Instant> time) {
    List<Reading> readings = new ArrayList<>();
    if (name.equals("GPS")) {
      int fix = number(values, "Status").intValue();
      Quality quality =
          fix >= FIX_3D ? Quality.NOT_EVALUATED : fix == 2 ? Quality.SUSPECT : Quality.FAIL;
      add(readings, "latitude", values.get("Lat"), Unit.DEGREE, time, quality);
      add(readings, "longitude", values.get("Lng"), Unit.DEGREE, time, quality);
      add(readings, "altitude", values.get("Alt"), Unit.METRE, time, quality);
      add(readings, "ground-speed", values.get("Spd"), Unit.METRE_PER_SECOND, time, quality);
      add(readings, "course-over-ground", values.get("GCrs"), Unit.DEGREE, time, quality);
      add(readings, "gnss-satellites", values.get("NSats"), Unit.ONE, time, Quality.NOT_EVALUATED);
    } else if (name.equals("ATT")) {
      add(readings, "roll", values.get("Roll"), Unit.DEGREE, time, Quality.NOT_EVALUATED);
      add(readings, "pitch", values.get("Pitch"), Unit.DEGREE, time, Quality.NOT_EVALUATED);
      add(readings, "yaw", values.get("Yaw"), Unit.DEGREE, time, Quality.NOT_EVALUATED);
    }
    return readings;
  }

  private static void add(
      List<Reading> readings,
      String point,
      @Nullable Object value,
      Unit unit,
      Optional<Instant> time,
      Quality quality) {
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      readings.add(new Reading(point, number.doubleValue(), unit, time, quality));
    }
  }

  private static Number number(Map<String, Object> values, String label) {
    return values.get(label) instanceof Number number ? number : 0;
  }

  /// Bytes of a field; 0 for a letter that is not known.
  private static int size(char kind) {
    return switch (kind) {
      case 'b', 'B', 'M' -> 1;
      case 'h', 'H', 'c', 'C', 'g' -> 2;
      case 'i', 'I', 'e', 'E', 'L', 'f', 'n' -> 4;
      case 'q', 'Q', 'd' -> 8;
      case 'N' -> 16;
      case 'Z', 'a' -> 64;
      default -> 0;
    };
  }

  private static Object value(byte[] bytes, int at, char kind) {
    return switch (kind) {
      case 'b' -> (int) bytes[at];
      case 'B', 'M' -> bytes[at] & 0xFF;
      case 'h' -> (int) (short) little(bytes, at, 2);
      case 'H' -> (int) little(bytes, at, 2);
      case 'c' -> (short) little(bytes, at, 2) / 100.0;
      case 'C' -> little(bytes, at, 2) / 100.0;
      case 'g' -> finite(Float.float16ToFloat((short) little(bytes, at, 2)));
      case 'i' -> (int) little(bytes, at, 4);
      case 'I' -> little(bytes, at, 4);
      case 'e' -> (int) little(bytes, at, 4) / 100.0;
      case 'E' -> little(bytes, at, 4) / 100.0;
      case 'L' -> (int) little(bytes, at, 4) / 1e7;
      case 'f' -> finite(Float.intBitsToFloat((int) little(bytes, at, 4)));
      case 'd' -> finite(Double.longBitsToDouble(little(bytes, at, 8)));
      case 'q' -> little(bytes, at, 8);
      case 'Q' -> unsigned(little(bytes, at, 8));
      case 'n', 'N', 'Z' -> text(bytes, at, size(kind));
      default -> HexFormat.of().withUpperCase().formatHex(bytes, at, at + size(kind));
    };
  }

  /// JSON has no NaN.
  private static Object finite(double value) {
    return Double.isFinite(value) ? (Object) value : String.valueOf(value);
  }

  private static Number unsigned(long value) {
    return value >= 0 ? (Number) value : new java.math.BigInteger(Long.toUnsignedString(value));
  }

  private static long little(byte[] bytes, int at, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xFF;
    }
    return value;
  }

  private static String text(byte[] bytes, int at, int size) {
    int end = at;
    while (end < at + size && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, at, end - at, StandardCharsets.UTF_8);
  }
}
