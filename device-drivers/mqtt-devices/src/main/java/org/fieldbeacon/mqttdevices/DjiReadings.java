package org.fieldbeacon.mqttdevices;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.fieldbeacon.driver.CodeTable;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/// What docks and aircraft measure, by the table `dji-readings.csv`.
final class DjiReadings {
  private static final int FIXED = 2;
  private static final double NO_TEMPERATURE = 32_767;
  private static final String HEALTH = "health-warnings";
  private static final List<Row> ROWS = rows();

  private DjiReadings() {}

  private record Row(JsonPointer pointer, String point, Unit unit, double scale, String kind) {}

  static Map<String, Unit> units() {
    Map<String, Unit> units = new HashMap<>();
    ROWS.forEach(row -> units.put(row.point(), row.unit()));
    units.put(HEALTH, Unit.ONE);
    return units;
  }

  /// What this message measures, with what is known from the messages before it: the parts of one
  /// OSD come in several.
  ///
  /// @param known all properties of the device so far, this message's among them
  static List<Reading> of(DjiMessage message, JsonNode known) {
    List<Reading> readings = new ArrayList<>();
    if (message.method().isPresent()) {
      event(message, readings);
      return readings;
    }
    boolean isAircraft = known.has("attitude_head") || known.has("horizontal_speed");
    Quality position = position(known);
    for (Row row : ROWS) {
      OptionalDouble raw = JsonText.number(message.data().at(row.pointer()));
      // What an aircraft calls wind is a guess from its attitude, in no stated unit.
      boolean isOurs = !row.kind().equals("dock") || !isAircraft;
      if (raw.isEmpty() || !isOurs || row.kind().equals("event")) {
        continue;
      }
      boolean isNone = row.unit() == Unit.CELSIUS && raw.getAsDouble() == NO_TEMPERATURE;
      readings.add(
          new Reading(
              row.point(),
              isNone ? Double.NaN : raw.getAsDouble() / row.scale(),
              row.unit(),
              message.time(),
              isNone
                  ? Quality.MISSING
                  : row.kind().equals("position") ? position : Quality.NOT_EVALUATED));
    }
    return readings;
  }

  private static void event(DjiMessage message, List<Reading> readings) {
    for (Row row : ROWS) {
      OptionalDouble raw = JsonText.number(message.data().at(row.pointer()));
      if (row.kind().equals("event") && raw.isPresent()) {
        readings.add(
            new Reading(
                row.point(),
                raw.getAsDouble() / row.scale(),
                row.unit(),
                message.time(),
                Quality.NOT_EVALUATED));
      }
    }
    if (message.method().filter("hms"::equals).isPresent()
        && message.data().path("list").isArray()) {
      readings.add(
          new Reading(
              HEALTH,
              message.data().path("list").size(),
              Unit.ONE,
              message.time(),
              Quality.NOT_EVALUATED));
    }
  }

  /// `position_state.is_fixed`: 2 is a fix; while it is not said, nobody knows.
  private static Quality position(JsonNode known) {
    JsonNode fixed = known.path("position_state").path("is_fixed");
    return !fixed.isIntegralNumber() || fixed.intValue() == FIXED
        ? Quality.NOT_EVALUATED
        : Quality.FAIL;
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (String[] row : CodeTable.rows(DjiReadings.class, "/dji-readings.csv")) {
      rows.add(
          new Row(
              JsonPointer.compile(row[0]),
              row[1],
              Unit.ofUcum(row[2]).orElseThrow(),
              Double.parseDouble(row[3]),
              row[4]));
    }
    return rows;
  }
}
