package org.fieldbeacon.hydrology.szy206;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.fieldbeacon.hydrology.code.Digits;
import org.fieldbeacon.hydrology.code.Hex;
import org.fieldbeacon.observation.Unit;
import org.jspecify.annotations.Nullable;

/// Real-time values in a data field, low byte first (7.3.22, tables 33..47).
final class Readings {
  private final Map<String, Object> fields;
  private final List<Measured> values = new ArrayList<>();

  Readings(Map<String, Object> fields) {
    this.fields = fields;
  }

  List<Measured> values() {
    return values;
  }

  /// @param length a whole number of values, see [TypeCode#step]
  void read(int type, byte[] data, int from, int length) {
    switch (type) {
      case TypeCode.FLOW -> channels(data, from, length / 10);
      case TypeCode.WEATHER -> weather(data, from);
      case TypeCode.QUALITY -> quality(data, from);
      case TypeCode.SOIL -> soil(data, from, length / 4);
      case TypeCode.STATISTIC_RAIN -> statisticRain(data, from, length / 4);
      default -> plain(TypeCode.of(type), data, from, length);
    }
  }

  private void plain(TypeCode type, byte[] data, int from, int length) {
    int count = length / type.bytes();
    IntFunction<Optional<BigDecimal>> at =
        i ->
            number(
                Digits.readReversed(
                    data, from + i * type.bytes(), type.bytes(), type.decimals(), true));
    if (type.point().equals("rain-total") && count == 1) {
      put(fields, type.field(), at.apply(0).orElse(null));
    } else {
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        list.add(at.apply(i).orElse(null));
      }
      fields.put(type.field(), list);
    }
    for (int i = 0; i < count; i++) {
      values.add(new Measured(named(type.point(), i, count), at.apply(i), type.unit()));
    }
  }

  /// Flow and volume in turn (tables 35 and 36). The flow's fifth byte: sign in its two highest
  /// bits, unit in the next two, the highest digit below.
  private void channels(byte[] data, int from, int count) {
    List<Object> channels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = from + 10 * i;
      int top = data[at + 4] & 0xFF;
      boolean hourly = (top >> 4 & 3) == 3;
      byte[] plain = {data[at], data[at + 1], data[at + 2], data[at + 3], (byte) (top & 0x0F)};
      boolean none = Hex.of(data, at, 5).matches("A{10}|F{10}");
      Optional<BigDecimal> flow =
          none
              ? Optional.empty()
              : number(Digits.readReversed(plain, 0, 5, 3, false))
                  .map(n -> top >> 6 == 3 ? n.negate() : n);
      Optional<BigDecimal> volume = number(Digits.readReversed(data, at + 5, 5, 0, false));
      Map<String, Object> channel = new LinkedHashMap<>();
      put(channel, "flow", flow.map(f -> flow(f, hourly)).orElse(null));
      put(channel, "volume_m3", volume.orElse(null));
      channels.add(channel);
      values.add(
          new Measured(
              named("discharge", i, count),
              flow,
              hourly ? Unit.CUBIC_METRE_PER_HOUR : Unit.CUBIC_METRE_PER_SECOND));
      values.add(new Measured(named("volume", i, count), volume, Unit.CUBIC_METRE));
    }
    fields.put("channels", channels);
  }

  private static Map<String, Object> flow(BigDecimal flow, boolean hourly) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("flow", flow);
    shown.put("unit", hourly ? "m3/h" : "m3/s");
    return shown;
  }

  /// Table 40: pressure, wind speed under the direction's digit, temperature.
  private void weather(byte[] data, int from) {
    Optional<BigDecimal> pressure = number(Digits.readReversed(data, from, 3, 0, false));
    String wind = Hex.of(data, from + 3, 3);
    int direction = data[from + 5] >> 4 & 0x0F;
    byte[] speedDigits = {data[from + 3], data[from + 4], (byte) (data[from + 5] & 0x0F)};
    Optional<BigDecimal> speed =
        wind.matches("A{6}|F{6}")
            ? Optional.empty()
            : number(Digits.readReversed(speedDigits, 0, 3, 2, false));
    Optional<BigDecimal> sector =
        direction <= 8 ? Optional.of(BigDecimal.valueOf(direction)) : Optional.empty();
    Optional<BigDecimal> temperature = number(Digits.readReversed(data, from + 6, 2, 1, true));
    Map<String, Object> shown = new LinkedHashMap<>();
    put(shown, "pressure_hpa", pressure.orElse(null));
    put(shown, "wind_speed_ms", speed.orElse(null));
    put(shown, "wind_direction", sector.orElse(null));
    put(shown, "air_temp_c", temperature.orElse(null));
    fields.put("weather", shown);
    values.add(new Measured("air-pressure", pressure, Unit.HECTOPASCAL));
    values.add(new Measured("wind-speed", speed, Unit.METRE_PER_SECOND));
    values.add(new Measured("wind-direction-sector", sector, Unit.ONE));
    values.add(new Measured("air-temperature", temperature, Unit.CELSIUS));
  }

  /// Five bytes say which, a bit each, then four bytes for each. The table of bits, with the place
  /// of the decimal point, was not at hand: the digits are told as they are.
  private void quality(byte[] data, int from) {
    List<Object> list = new ArrayList<>();
    int at = from + 5;
    for (int bit = 0; bit < 40; bit++) {
      if ((data[from + bit / 8] >> bit % 8 & 1) == 0) {
        continue;
      }
      Optional<BigDecimal> digits = number(Digits.readReversed(data, at, 4, 0, false));
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("bit", bit);
      put(shown, "value", digits.orElse(null));
      list.add(shown);
      values.add(new Measured("water-quality-" + bit, digits, Unit.UNSTATED));
      at += 4;
    }
    fields.put("quality", list);
  }

  /// Bytes that water quality takes, by its five bytes of bits.
  static int qualityLength(byte[] data, int from) {
    int kinds = 0;
    for (int i = 0; i < 5; i++) {
      kinds += Integer.bitCount(data[from + i] & 0xFF);
    }
    return 5 + 4 * kinds;
  }

  private void soil(byte[] data, int from, int count) {
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Optional<BigDecimal> moisture = number(Digits.readReversed(data, from + 4 * i, 2, 1, false));
      Optional<BigDecimal> depth = number(Digits.readReversed(data, from + 4 * i + 2, 2, 0, false));
      Map<String, Object> shown = new LinkedHashMap<>();
      put(shown, "moisture_pct", moisture.orElse(null));
      put(shown, "depth_cm", depth.orElse(null));
      list.add(shown);
      String point = depth.map(d -> "soil-moisture-" + d + "cm").orElse("soil-moisture");
      values.add(new Measured(point, moisture, Unit.PERCENT));
    }
    fields.put("soil", list);
  }

  /// 7.5.6 c: the two highest bits say what is counted, the others how much of it.
  private void statisticRain(byte[] data, int from, int count) {
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int kind = data[from + 4 * i] & 0xFF;
      int span = kind & 0x3F;
      Optional<BigDecimal> rain = number(Digits.readReversed(data, from + 4 * i + 1, 3, 1, false));
      String period =
          switch (kind >> 6) {
            case 0 -> span * 5 + "min";
            case 1 -> span + "h";
            case 2 -> span + "d";
            default -> "test";
          };
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("period", period);
      put(shown, "rain_mm", rain.orElse(null));
      list.add(shown);
      values.add(
          new Measured(
              period.equals("test") ? "rain-test" : "rain-" + period, rain, Unit.MILLIMETRE));
    }
    fields.put("statistic_rain", list);
  }

  /// One of several instruments bears its number.
  private static String named(String point, int index, int count) {
    return count == 1 ? point : point + "-" + (index + 1);
  }

  private static Optional<BigDecimal> number(Digits digits) {
    return digits instanceof Digits.Decimal(BigDecimal n) ? Optional.of(n) : Optional.empty();
  }

  /// JSON has null where there is no value.
  @SuppressWarnings("NullAway")
  private static void put(Map<String, Object> into, String name, @Nullable Object value) {
    into.put(name, value);
  }
}
