package org.fieldbeacon.gpio;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.observation.Unit;

/// One device on the board, open. Used by the link's thread; counts edges from another.
interface Sensor {
  /// What it measures now, by point address: one value for each of `points`, in order.
  Map<String, Measured> measure(Map<String, Attributes> points)
      throws IOException, InterruptedException;

  /// Sets an output; empty when there is none to set.
  default OptionalDouble set(double value) throws IOException {
    return OptionalDouble.empty();
  }

  /// Leaves nothing unsaved.
  default void close() {}

  /// The kinds there are.
  enum Kind {
    TIPPING_BUCKET,
    CONTACT,
    OUTPUT,
    BME280,
    ADS1115,
    BH1750,
    DS18B20,
    MCP3008,
    MAX31855,
    MAX31865,
    PWM_OUTPUT;

    /// What each can tell, and in which unit.
    Map<String, Unit> readings() {
      return switch (this) {
        case TIPPING_BUCKET -> Map.of("rain-total", Unit.MILLIMETRE, "tips", Unit.ONE);
        case CONTACT, OUTPUT -> Map.of("state", Unit.ONE);
        case BME280 ->
            Map.of(
                "temperature", Unit.CELSIUS,
                "relative-humidity", Unit.PERCENT,
                "pressure", Unit.HECTOPASCAL);
        case ADS1115, MCP3008 -> Map.of("voltage", Unit.VOLT);
        case BH1750 -> Map.of("illuminance", Unit.LUX);
        case DS18B20, MAX31865 -> Map.of("temperature", Unit.CELSIUS);
        case MAX31855 -> Map.of("temperature", Unit.CELSIUS, "chip-temperature", Unit.CELSIUS);
        case PWM_OUTPUT -> Map.of("opening", Unit.PERCENT);
      };
    }

    boolean isOnI2c() {
      return this == BME280 || this == ADS1115 || this == BH1750;
    }

    boolean isOnSpi() {
      return this == MCP3008 || this == MAX31855 || this == MAX31865;
    }

    /// Whether each point is a voltage that the profile scales.
    boolean isAdc() {
      return this == ADS1115 || this == MCP3008;
    }

    /// Whether an output of this kind can be set to that.
    boolean takes(double value) {
      return this == PWM_OUTPUT ? value >= 0 && value <= 100 : value == 0 || value == 1;
    }

    boolean isOutput() {
      return this == OUTPUT || this == PWM_OUTPUT;
    }

    /// Whether it is to be open from the start: it counts, or is to be off.
    boolean isOpenAtOnce() {
      return isOnLine() || this == PWM_OUTPUT;
    }

    boolean isOnLine() {
      return this == TIPPING_BUCKET || this == CONTACT || this == OUTPUT;
    }
  }
}
