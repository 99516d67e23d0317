package org.fieldbeacon.observation;

import java.util.Arrays;
import java.util.Optional;

/// The units this house measures in, by their UCUM code (case sensitive, The Unified Code for Units
/// of Measure 2.1). Units of one [Dimension] convert into each other.
public enum Unit {
  ONE("1", Dimension.NUMBER, 1, 0),
  PERCENT("%", Dimension.NUMBER, 0.01, 0),
  PH("[pH]", Dimension.ACIDITY, 1, 0),
  /// The sender did not say and nobody knows: a vendor's own element. Converts to nothing else.
  UNSTATED("{unstated}", Dimension.UNSTATED, 1, 0),

  METRE("m", Dimension.LENGTH, 1, 0),
  CENTIMETRE("cm", Dimension.LENGTH, 0.01, 0),
  MILLIMETRE("mm", Dimension.LENGTH, 0.001, 0),
  KILOMETRE("km", Dimension.LENGTH, 1000, 0),
  FOOT("[ft_i]", Dimension.LENGTH, 0.3048, 0),
  SQUARE_METRE("m2", Dimension.AREA, 1, 0),
  CUBIC_METRE("m3", Dimension.VOLUME, 1, 0),
  LITRE("L", Dimension.VOLUME, 0.001, 0),

  METRE_PER_SECOND("m/s", Dimension.SPEED, 1, 0),
  KILOMETRE_PER_HOUR("km/h", Dimension.SPEED, 1 / 3.6, 0),
  MILLIMETRE_PER_HOUR("mm/h", Dimension.SPEED, 0.001 / 3600, 0),
  METRE_PER_HOUR("m/h", Dimension.SPEED, 1.0 / 3600, 0),
  METRE_PER_SECOND_SQUARED("m/s2", Dimension.ACCELERATION, 1, 0),

  CUBIC_METRE_PER_SECOND("m3/s", Dimension.FLOW, 1, 0),
  CUBIC_METRE_PER_HOUR("m3/h", Dimension.FLOW, 1.0 / 3600, 0),
  LITRE_PER_SECOND("L/s", Dimension.FLOW, 0.001, 0),
  LITRE_PER_HOUR("L/h", Dimension.FLOW, 0.001 / 3600, 0),
  CUBIC_METRE_PER_MINUTE("m3/min", Dimension.FLOW, 1.0 / 60, 0),
  KILOMETRE_PER_LITRE("km/L", Dimension.FUEL_ECONOMY, 1, 0),

  CELSIUS("Cel", Dimension.TEMPERATURE, 1, 273.15),
  KELVIN("K", Dimension.TEMPERATURE, 1, 0),

  PASCAL("Pa", Dimension.PRESSURE, 1, 0),
  HECTOPASCAL("hPa", Dimension.PRESSURE, 100, 0),
  KILOPASCAL("kPa", Dimension.PRESSURE, 1000, 0),
  MEGAPASCAL("MPa", Dimension.PRESSURE, 1e6, 0),
  NEWTON("N", Dimension.FORCE, 1, 0),

  DEGREE("deg", Dimension.ANGLE, 1, 0),
  RADIAN("rad", Dimension.ANGLE, 180 / Math.PI, 0),
  RADIAN_PER_SECOND("rad/s", Dimension.ANGULAR_SPEED, 1, 0),
  REVOLUTION_PER_MINUTE("{rev}/min", Dimension.ANGULAR_SPEED, Math.PI / 30, 0),
  LUX("lx", Dimension.ILLUMINANCE, 1, 0),
  WATT_PER_SQUARE_METRE("W/m2", Dimension.IRRADIANCE, 1, 0),

  MICROSIEMENS_PER_CENTIMETRE("uS/cm", Dimension.CONDUCTIVITY, 1, 0),
  MILLISIEMENS_PER_CENTIMETRE("mS/cm", Dimension.CONDUCTIVITY, 1000, 0),

  KILOGRAM_PER_CUBIC_METRE("kg/m3", Dimension.MASS_CONCENTRATION, 1, 0),
  MILLIGRAM_PER_LITRE("mg/L", Dimension.MASS_CONCENTRATION, 1e-3, 0),
  MICROGRAM_PER_LITRE("ug/L", Dimension.MASS_CONCENTRATION, 1e-6, 0),
  NANOGRAM_PER_LITRE("ng/L", Dimension.MASS_CONCENTRATION, 1e-9, 0),
  MILLIGRAM_PER_CUBIC_METRE("mg/m3", Dimension.MASS_CONCENTRATION, 1e-6, 0),
  MICROGRAM_PER_CUBIC_METRE("ug/m3", Dimension.MASS_CONCENTRATION, 1e-9, 0),
  NANOGRAM_PER_CUBIC_METRE("ng/m3", Dimension.MASS_CONCENTRATION, 1e-12, 0),
  MILLIGRAM_PER_KILOGRAM("mg/kg", Dimension.MASS_FRACTION, 1, 0),
  PARTS_PER_MILLION("[ppm]", Dimension.VOLUME_FRACTION, 1, 0),
  PERCENT_OF_LOWER_EXPLOSIVE_LIMIT("%{LEL}", Dimension.EXPLOSIVE_FRACTION, 1, 0),
  PER_LITRE("/L", Dimension.NUMBER_CONCENTRATION, 1, 0),
  BECQUEREL_PER_LITRE("Bq/L", Dimension.ACTIVITY_CONCENTRATION, 1, 0),
  PLATINUM_COBALT("{Pt-Co}", Dimension.COLOUR, 1, 0),
  NTU("{NTU}", Dimension.TURBIDITY, 1, 0),
  DECIBEL_A("dB[A]", Dimension.SOUND_LEVEL, 1, 0),
  DECIBEL("dB", Dimension.LEVEL_DIFFERENCE, 1, 0),
  /// Level over one milliwatt; UCUM has no code of its own for it.
  DECIBEL_MILLIWATT("{dBm}", Dimension.SIGNAL_LEVEL, 1, 0),

  KILOGRAM("kg", Dimension.MASS, 1, 0),
  TEN_THOUSAND_TONNES("10*4.t", Dimension.MASS, 1e7, 0),
  GRAM("g", Dimension.MASS, 1e-3, 0),
  MILLIGRAM("mg", Dimension.MASS, 1e-6, 0),
  TONNE_PER_SQUARE_KILOMETRE_MONTH("t.km-2.mo-1", Dimension.DUST_FALL, 1, 0),

  SECOND("s", Dimension.TIME, 1, 0),
  MILLISECOND("ms", Dimension.TIME, 0.001, 0),
  MINUTE("min", Dimension.TIME, 60, 0),
  HOUR("h", Dimension.TIME, 3600, 0),

  KILOWATT("kW", Dimension.POWER, 1000, 0),
  KILOWATT_HOUR("kW.h", Dimension.ENERGY, 3.6e6, 0),
  VOLT("V", Dimension.VOLTAGE, 1, 0),
  MILLIVOLT("mV", Dimension.VOLTAGE, 0.001, 0),
  AMPERE("A", Dimension.CURRENT, 1, 0),
  MILLIAMPERE("mA", Dimension.CURRENT, 0.001, 0),
  MILLIAMPERE_HOUR("mA.h", Dimension.CHARGE, 1, 0),

  /// Of an encoded picture.
  BYTE("By", Dimension.INFORMATION, 1, 0);

  /// What kind of quantity a unit measures; only units of the same kind convert.
  public enum Dimension {
    NUMBER,
    ACIDITY,
    UNSTATED,
    LENGTH,
    AREA,
    VOLUME,
    SPEED,
    ACCELERATION,
    FLOW,
    FUEL_ECONOMY,
    TEMPERATURE,
    PRESSURE,
    FORCE,
    ANGLE,
    ANGULAR_SPEED,
    ILLUMINANCE,
    IRRADIANCE,
    CONDUCTIVITY,
    MASS_CONCENTRATION,
    MASS_FRACTION,
    VOLUME_FRACTION,
    EXPLOSIVE_FRACTION,
    NUMBER_CONCENTRATION,
    ACTIVITY_CONCENTRATION,
    COLOUR,
    TURBIDITY,
    SOUND_LEVEL,
    LEVEL_DIFFERENCE,
    SIGNAL_LEVEL,
    MASS,
    DUST_FALL,
    TIME,
    POWER,
    ENERGY,
    VOLTAGE,
    CURRENT,
    CHARGE,
    INFORMATION
  }

  private final String ucum;
  private final Dimension dimension;
  private final double factor;
  private final double offset;

  Unit(String ucum, Dimension dimension, double factor, double offset) {
    this.ucum = ucum;
    this.dimension = dimension;
    this.factor = factor;
    this.offset = offset;
  }

  /// The UCUM code, as it stands in files and messages.
  public String ucum() {
    return ucum;
  }

  public Dimension dimension() {
    return dimension;
  }

  /// The unit with this UCUM code, empty when the house does not know it.
  public static Optional<Unit> ofUcum(String code) {
    return Arrays.stream(values()).filter(u -> u.ucum.equals(code)).findFirst();
  }

  public boolean convertsTo(Unit other) {
    return dimension == other.dimension;
  }

  /// `value` of this unit, in `other`; throws when the two measure different things.
  public double convert(double value, Unit other) {
    if (!convertsTo(other)) {
      throw new IllegalArgumentException(
          "unit: got " + ucum + ", wanted one that converts to " + other.ucum);
    }
    return this == other ? value : (value * factor + offset - other.offset) / other.factor;
  }
}
