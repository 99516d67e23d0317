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
    DS18B20;

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
        case ADS1115 -> Map.of("voltage", Unit.VOLT);
        case BH1750 -> Map.of("illuminance", Unit.LUX);
        case DS18B20 -> Map.of("temperature", Unit.CELSIUS);
      };
    }

    boolean isOnI2c() {
      return this == BME280 || this == ADS1115 || this == BH1750;
    }

    boolean isOnLine() {
      return this == TIPPING_BUCKET || this == CONTACT || this == OUTPUT;
    }
  }
}
