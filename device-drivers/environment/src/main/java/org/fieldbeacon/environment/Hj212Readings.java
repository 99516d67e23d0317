package org.fieldbeacon.environment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.environment.Factors.Factor;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// What a packet measures.
final class Hj212Readings {
  /// Sub-values (HJ 212-2017 table 6) and what is joined to the factor's name; Zs is converted to
  /// standard conditions.
  private static final Map<String, String> SUFFIXES =
      Map.ofEntries(
          Map.entry("Rtd", ""),
          Map.entry("Avg", "-avg"),
          Map.entry("Min", "-min"),
          Map.entry("Max", "-max"),
          Map.entry("ZsRtd", "-converted"),
          Map.entry("ZsAvg", "-converted-avg"),
          Map.entry("ZsMin", "-converted-min"),
          Map.entry("ZsMax", "-converted-max"),
          Map.entry("Data", ""),
          Map.entry("DayData", "-day"),
          Map.entry("NightData", "-night"));

  private static final Pattern FACILITY = Pattern.compile("SB([0-9]{1,4})");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?[0-9]{1,18}(\\.[0-9]{0,18})?([eE][+-]?[0-9]{1,2})?");

  private Hj212Readings() {}

  /// @param dataTime the packet's, or that of the packets it was sent with
  static List<Reading> of(Map<String, Map<String, String>> factors, Optional<Instant> dataTime) {
    List<Reading> readings = new ArrayList<>();
    factors.forEach(
        (code, values) -> {
          Optional<Instant> time =
              Optional.ofNullable(values.get("SampleTime"))
                  .flatMap(Hj212Time::instant)
                  .or(() -> dataTime);
          Matcher facility = FACILITY.matcher(code);
          if (facility.matches()) {
            addFacility(readings, "facility-" + facility.group(1), values, time);
          } else {
            Factors.of(code).ifPresent(factor -> addFactor(readings, factor, values, time));
          }
        });
    return readings;
  }

  /// The unit of a reading's name; empty when no packet can give one of that name.
  static Optional<Unit> unit(String reading) {
    if (reading.matches("facility-[0-9]{1,4}-state")) {
      return Optional.of(Unit.ONE);
    }
    if (reading.matches("facility-[0-9]{1,4}-run-time")) {
      return Optional.of(Unit.HOUR);
    }
    if (reading.endsWith("-total")) {
      String point = reading.substring(0, reading.length() - "-total".length());
      return Factors.named(point).flatMap(Factor::loadUnit);
    }
    return SUFFIXES.values().stream()
        .filter(reading::endsWith)
        .flatMap(
            suffix ->
                Factors.named(reading.substring(0, reading.length() - suffix.length())).stream())
        .map(Factor::unit)
        .findFirst();
  }

  private static void addFactor(
      List<Reading> readings, Factor factor, Map<String, String> values, Optional<Instant> time) {
    Quality quality = Flags.quality(values.getOrDefault("Flag", ""));
    values.forEach(
        (name, text) -> {
          String suffix = SUFFIXES.get(name);
          if (suffix != null) {
            readings.add(reading(factor.point() + suffix, text, factor.unit(), time, quality));
          } else if (name.equals("Cou")) {
            factor
                .loadUnit()
                .ifPresent(
                    unit ->
                        readings.add(
                            reading(factor.point() + "-total", text, unit, time, quality)));
          }
        });
  }

  /// RS is the running state of pollution treatment (1 runs), RT its hours of the day.
  private static void addFacility(
      List<Reading> readings, String name, Map<String, String> values, Optional<Instant> time) {
    String state = values.get("RS");
    if (state != null) {
      readings.add(reading(name + "-state", state, Unit.ONE, time, Quality.NOT_EVALUATED));
    }
    String hours = values.get("RT");
    if (hours != null) {
      readings.add(reading(name + "-run-time", hours, Unit.HOUR, time, Quality.NOT_EVALUATED));
    }
  }

  /// Digits with at most one point among them, as nearly all values are.
  private static boolean isPlain(String text) {
    int points = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && i > 0) {
        points++;
      } else if (c < '0' || c > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= 18 && points <= 1;
  }

  private static Reading reading(
      String point, String text, Unit unit, Optional<Instant> time, Quality quality) {
    return isPlain(text) || NUMBER.matcher(text.strip()).matches()
        ? new Reading(point, Double.parseDouble(text.strip()), unit, time, quality)
        : new Reading(point, Double.NaN, unit, time, Quality.MISSING);
  }
}
