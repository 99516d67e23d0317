package org.fieldbeacon.simulator.modbus;

/// The four tables of a unit (V1.1b3 §4.3).
public enum Table {
  COIL,
  DISCRETE_INPUT,
  HOLDING_REGISTER,
  INPUT_REGISTER;

  boolean isBits() {
    return this == COIL || this == DISCRETE_INPUT;
  }
}
