package org.fieldbeacon.hydrology.szy206;

import java.util.Optional;
import org.fieldbeacon.observation.Unit;

/// What an uplink measures: command and type code, table 6, and how one value is written, tables
/// 33..47.
///
/// @param title as in messages
/// @param bytes of one value; 0 when the data has a form of its own
/// @param decimals digits after the point
/// @param point the name of its readings; empty when the data has a form of its own
/// @param field the list of values in the decoded frame
record TypeCode(String title, int bytes, int decimals, String point, String field, Unit unit) {
  static final int ACKNOWLEDGE = 0;
  static final int FLOW = 3;
  static final int WEATHER = 7;
  static final int QUALITY = 10;
  static final int SOIL = 11;
  static final int VOLTAGE = 13;
  static final int STATISTIC_RAIN = 14;

  private static final TypeCode[] ALL = {
    form("ack"),
    new TypeCode("rain", 3, 1, "rain-total", "rain_mm", Unit.MILLIMETRE),
    new TypeCode("water level", 4, 3, "water-level", "level_m", Unit.METRE),
    form("flow/volume"),
    new TypeCode("velocity", 3, 3, "velocity", "velocity_ms", Unit.METRE_PER_SECOND),
    new TypeCode("gate", 3, 2, "gate-opening", "gate_m", Unit.METRE),
    new TypeCode("power", 3, 0, "power", "power_kw", Unit.KILOWATT),
    form("weather"),
    new TypeCode("energy", 4, 2, "energy", "energy_kwh", Unit.KILOWATT_HOUR),
    new TypeCode("water temp", 2, 1, "water-temperature", "water_temp_c", Unit.CELSIUS),
    form("water quality"),
    form("soil moisture"),
    new TypeCode("evaporation", 3, 1, "evaporation", "evaporation_mm", Unit.MILLIMETRE),
    new TypeCode("alarm/state/voltage", 2, 2, "supply-voltage", "voltage_v", Unit.VOLT),
    form("statistic rain"),
    new TypeCode("water pressure", 4, 2, "water-pressure", "pressure_kpa", Unit.KILOPASCAL),
  };

  /// @param code 0..15
  static TypeCode of(int code) {
    return ALL[code & 0x0F];
  }

  /// Bytes of one value, where all are equally long.
  static Optional<Integer> step(int code) {
    return switch (code) {
      case FLOW -> Optional.of(10);
      case WEATHER -> Optional.of(8);
      case SOIL, STATISTIC_RAIN -> Optional.of(4);
      case ACKNOWLEDGE, QUALITY -> Optional.empty();
      default -> Optional.of(of(code).bytes());
    };
  }

  private static TypeCode form(String title) {
    return new TypeCode(title, 0, 0, "", "", Unit.ONE);
  }
}
