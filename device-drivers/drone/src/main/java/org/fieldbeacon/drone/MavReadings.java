package org.fieldbeacon.drone;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeacon.driver.CodeTable;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.drone.Fixes.Judged;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// What messages measure, by the table `mavlink-readings.csv`.
final class MavReadings {
  private static final int HEARTBEAT = 0;
  private static final int BATTERY_STATUS = 147;
  private static final int ARMED = 128;
  private static final int STATUSTEXT = 253;

  /// MAV_AUTOPILOT_INVALID: a camera, a gimbal or a ground station, whose mode is not the
  /// vehicle's.
  private static final int NO_AUTOPILOT = 8;

  /// MAV_SEVERITY_WARNING; what is milder is not told.
  private static final int WARNING = 4;

  private static final int NO_CELL = 0xFFFF;

  private static final Map<Integer, List<Quantity>> QUANTITIES = read();

  private MavReadings() {}

  /// One row of the table.
  ///
  /// @param scale the value of one count, in `unit`
  /// @param none the raw value that means none, NaN when all are values
  /// @param isPlaced whether it is worth as much as the fix it comes from
  private record Quantity(
      String field, String point, Unit unit, double scale, double none, boolean isPlaced) {
    double value(double raw) {
      // 1e-7 and its kind are kept exact by dividing.
      double inverse = Math.rint(1 / scale);
      boolean isInverse = scale < 1 && Math.abs(inverse * scale - 1) < 1e-12;
      return isInverse ? raw / inverse : raw * scale;
    }
  }

  /// The unit of a reading's name; empty when no message can give one of that name.
  static Optional<Unit> unit(String reading) {
    return reading.equals("armed") || reading.equals("status-severity")
        ? Optional.of(Unit.ONE)
        : QUANTITIES.values().stream()
            .flatMap(List::stream)
            .filter(q -> q.point().equals(reading))
            .map(Quantity::unit)
            .findFirst();
  }

  /// @param place what the system's places are worth now, by [Fixes]
  static List<Reading> of(
      int messageId, Map<String, Object> values, Optional<Instant> time, Judged place) {
    if (messageId == HEARTBEAT && isNoAutopilot(values)) {
      return List.of();
    }
    List<Reading> readings = new ArrayList<>();
    for (Quantity quantity : QUANTITIES.getOrDefault(messageId, List.of())) {
      if (values.get(quantity.field()) instanceof Number raw
          && raw.doubleValue() != quantity.none()) {
        double value = quantity.value(raw.doubleValue());
        Judged judged = quantity.isPlaced() ? place : Judged.NOTHING;
        readings.add(
            new Reading(
                quantity.point(), value, quantity.unit(), time, judged.quality(), judged.detail()));
      }
    }
    if (messageId == HEARTBEAT && values.get("base_mode") instanceof Number mode) {
      double isArmed = (mode.intValue() & ARMED) != 0 ? 1 : 0;
      readings.add(new Reading("armed", isArmed, Unit.ONE, time, Quality.NOT_EVALUATED));
    }
    if (messageId == STATUSTEXT
        && values.get("severity") instanceof Number severity
        && severity.intValue() <= WARNING) {
      String text = String.valueOf(values.get("text")).strip();
      readings.add(
          new Reading(
              "status-severity", severity.intValue(), Unit.ONE, time, Quality.NOT_EVALUATED, text));
    }
    if (messageId == BATTERY_STATUS) {
      cells(values)
          .ifPresent(
              volts ->
                  readings.add(
                      new Reading(
                          "battery-voltage", volts, Unit.VOLT, time, Quality.NOT_EVALUATED)));
    }
    return readings;
  }

  private static boolean isNoAutopilot(Map<String, Object> values) {
    return values.get("autopilot") instanceof Number autopilot
        && autopilot.intValue() == NO_AUTOPILOT;
  }

  /// The sum of the cells that are there.
  private static OptionalDouble cells(Map<String, Object> values) {
    if (!(values.get("voltages") instanceof List<?> cells)) {
      return OptionalDouble.empty();
    }
    double millivolts = 0;
    boolean any = false;
    for (Object cell : cells) {
      if (cell instanceof Number n && n.intValue() != NO_CELL) {
        millivolts += n.intValue();
        any = true;
      }
    }
    return any && millivolts > 0 ? OptionalDouble.of(millivolts / 1000) : OptionalDouble.empty();
  }

  private static Map<Integer, List<Quantity>> read() {
    Map<Integer, List<Quantity>> quantities = new HashMap<>();
    for (String[] row : CodeTable.rows(MavReadings.class, "/mavlink-readings.csv")) {
      int id = Integer.parseInt(row[0]);
      Message.Field field =
          Message.of(id).orElseThrow().fields().stream()
              .filter(f -> f.name().equals(row[1]))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException(String.join(",", row)));
      double none =
          row[5].isEmpty()
              ? Double.NaN
              : row[5].equals("max") ? field.type().max() : Double.parseDouble(row[5]);
      quantities
          .computeIfAbsent(id, _ -> new ArrayList<>())
          .add(
              new Quantity(
                  row[1],
                  row[2],
                  Unit.ofUcum(row[3]).orElseThrow(),
                  Double.parseDouble(row[4]),
                  none,
                  isPlaced(id, row[2])));
    }
    return quantities;
  }

  /// A raw fix places its speed and course too; heights above start or ground are no places.
  private static boolean isPlaced(int messageId, String point) {
    return point.endsWith("latitude")
        || point.endsWith("longitude")
        || point.equals("altitude")
        || point.endsWith("2-altitude")
        || point.equals("home-altitude")
        || point.equals("image-altitude")
        || messageId == Fixes.GPS_RAW_INT && !point.startsWith("gnss-");
  }
}
