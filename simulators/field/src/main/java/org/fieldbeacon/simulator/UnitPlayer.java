package org.fieldbeacon.simulator;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fieldbeacon.simulator.fault.ValueFaults;
import org.fieldbeacon.simulator.modbus.ModbusUnit;
import org.fieldbeacon.simulator.scenario.Scenario.RegisterSpec;
import org.fieldbeacon.simulator.scenario.Signal;

/// Moves one unit's registers along their signals, with what the unit's faults make of them. Used
/// by one thread.
final class UnitPlayer {
  private final ModbusUnit unit;
  private final List<RegisterSpec> registers;
  private final ValueFaults faults;
  private final Set<RegisterSpec> disturbed = new HashSet<>();

  UnitPlayer(ModbusUnit unit, List<RegisterSpec> registers) {
    this.unit = unit;
    this.registers = registers;
    this.faults = new ValueFaults(unit.faults());
  }

  /// Brings the registers to this simulated time.
  void update(Duration elapsed) {
    faults.update(elapsed);
    for (RegisterSpec register : registers) {
      if (!faults.isStuck(register.name())) {
        update(register, elapsed);
      }
    }
  }

  /// A constant is left to its clients, unless a fault moved it.
  private void update(RegisterSpec register, Duration elapsed) {
    boolean moves = !(register.signal() instanceof Signal.Constant);
    boolean isOff = faults.isOff(register.name());
    boolean wasOff = isOff ? !disturbed.add(register) : disturbed.remove(register);
    if (moves || wasOff || isOff) {
      double value = register.signal().at(elapsed) + faults.error(register.name());
      unit.set(register.table(), register.address(), register.cells(value));
    }
  }
}
