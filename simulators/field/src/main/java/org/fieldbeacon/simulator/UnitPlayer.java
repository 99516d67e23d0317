package org.fieldbeacon.simulator;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fieldbeacon.simulator.fault.Fault;
import org.fieldbeacon.simulator.modbus.ModbusUnit;
import org.fieldbeacon.simulator.scenario.Scenario.RegisterSpec;
import org.fieldbeacon.simulator.scenario.Signal;

/// Moves one unit's registers along their signals, with what the unit's faults make of them. Used
/// by one thread.
final class UnitPlayer {
  private static final double MILLIS_PER_HOUR = 3_600_000;

  private final ModbusUnit unit;
  private final List<RegisterSpec> registers;
  private final Map<Fault, Duration> driftSince = new HashMap<>();
  private final Set<RegisterSpec> disturbed = new HashSet<>();

  UnitPlayer(ModbusUnit unit, List<RegisterSpec> registers) {
    this.unit = unit;
    this.registers = registers;
  }

  /// Brings the registers to this simulated time.
  void update(Duration elapsed) {
    List<Fault> faults = unit.faults().active();
    driftSince.keySet().retainAll(faults);
    for (Fault fault : faults) {
      if (fault instanceof Fault.Drift) {
        driftSince.putIfAbsent(fault, elapsed);
      }
    }
    for (RegisterSpec register : registers) {
      List<Fault> own = faults.stream().filter(f -> concerns(f, register)).toList();
      if (own.stream().noneMatch(Fault.Stuck.class::isInstance)) {
        update(register, own, elapsed);
      }
    }
  }

  /// A constant is left to its clients, unless a fault moved it.
  private void update(RegisterSpec register, List<Fault> faults, Duration elapsed) {
    boolean moves = !(register.signal() instanceof Signal.Constant);
    boolean wasDisturbed = faults.isEmpty() ? disturbed.remove(register) : !disturbed.add(register);
    if (moves || wasDisturbed || !faults.isEmpty()) {
      double value = register.signal().at(elapsed);
      for (Fault fault : faults) {
        value += error(fault, elapsed);
      }
      unit.set(register.table(), register.address(), register.cells(value));
    }
  }

  /// What the fault adds, in the register's unit.
  private double error(Fault fault, Duration elapsed) {
    return switch (fault) {
      case Fault.Spike spike -> spike.amount();
      case Fault.Drift drift -> {
        Duration age = elapsed.minus(driftSince.getOrDefault(drift, elapsed));
        yield drift.perHour() * age.toMillis() / MILLIS_PER_HOUR;
      }
      case Fault.Failure _,
          Fault.WrongClock _,
          Fault.Picture _,
          Fault.Silence _,
          Fault.Garbage _,
          Fault.Slow _,
          Fault.Refusal _,
          Fault.LinkCut _,
          Fault.Stuck _ ->
          0;
    };
  }

  /// Whether the fault is one of the register's value.
  private static boolean concerns(Fault fault, RegisterSpec register) {
    return switch (fault) {
      case Fault.Stuck(Set<String> names) -> names.isEmpty() || names.contains(register.name());
      case Fault.Spike(Set<String> names, _) -> names.isEmpty() || names.contains(register.name());
      case Fault.Drift(Set<String> names, _) -> names.isEmpty() || names.contains(register.name());
      case Fault.Failure _,
          Fault.WrongClock _,
          Fault.Picture _,
          Fault.Silence _,
          Fault.Garbage _,
          Fault.Slow _,
          Fault.Refusal _,
          Fault.LinkCut _ ->
          false;
    };
  }
}
