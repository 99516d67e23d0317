package org.fieldbeacon.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeacon.simulator.fault.Fault;
import org.fieldbeacon.simulator.modbus.ModbusSimulator;
import org.fieldbeacon.simulator.modbus.ModbusUnit;
import org.fieldbeacon.simulator.modbus.Table;
import org.fieldbeacon.simulator.scenario.Scenario.DeviceSpec;
import org.fieldbeacon.simulator.scenario.Scenario.RegisterSpec;

/// One running device of a scenario.
public final class SimulatedDevice {
  private static final int RELAY_COILS = 8;

  private final DeviceSpec spec;
  private final ModbusSimulator server;
  private final List<ModbusUnit> units;
  private final List<UnitPlayer> players;
  private final Map<Integer, Boolean> outputs = new TreeMap<>();

  SimulatedDevice(DeviceSpec spec, ModbusSimulator server) {
    this.spec = spec;
    this.server = server;
    this.units = spec.units().stream().map(server::unit).toList();
    units.forEach(this::lay);
    this.players = units.stream().map(u -> new UnitPlayer(u, spec.registers())).toList();
  }

  public String id() {
    return spec.id();
  }

  /// On the loopback address.
  public int port() {
    return server.port();
  }

  /// The first unit's registers; the others have the same map.
  public ModbusUnit unit() {
    return units.getFirst();
  }

  public List<ModbusUnit> units() {
    return units;
  }

  /// Begins a fault on all its units.
  public void inject(Fault fault) {
    units.forEach(u -> u.faults().on(fault));
  }

  /// Ends a fault.
  public void heal(Fault fault) {
    units.forEach(u -> u.faults().off(fault));
  }

  /// Ends all faults.
  public void heal() {
    units.forEach(u -> u.faults().clear());
  }

  /// Whether a named output is on; empty when no coil has that name.
  public Optional<Boolean> output(String name) {
    return spec.coils().entrySet().stream()
        .filter(e -> e.getValue().equals(name))
        .map(e -> unit().get(Table.COIL, e.getKey()) == 1)
        .findFirst();
  }

  DeviceSpec spec() {
    return spec;
  }

  /// Makes the whole span of each table exist, since a real device answers for its gaps.
  private void lay(ModbusUnit unit) {
    for (Table table : Table.values()) {
      List<RegisterSpec> own = spec.registers().stream().filter(r -> r.table() == table).toList();
      if (!own.isEmpty()) {
        int first = own.stream().mapToInt(RegisterSpec::address).min().orElse(0);
        int end = own.stream().mapToInt(r -> r.address() + r.size()).max().orElse(first + 1);
        unit.define(table, first, end - first);
      }
    }
    if (!spec.coils().isEmpty()) {
      int highest = spec.coils().keySet().stream().mapToInt(c -> c).max().orElse(0);
      int count = Math.max(RELAY_COILS, highest + 1);
      unit.define(Table.COIL, 0, count);
      unit.define(Table.DISCRETE_INPUT, 0, count);
    }
    for (RegisterSpec register : spec.registers()) {
      unit.set(
          register.table(),
          register.address(),
          register.cells(register.signal().at(Duration.ZERO)));
    }
  }

  /// Brings the registers to this simulated time. Called by one thread.
  void update(Duration elapsed) {
    players.forEach(player -> player.update(elapsed));
  }

  /// After a write to its coils: the contact of each named coil follows it, and one that moved is
  /// told. Inputs without a named coil have nothing wired to them.
  synchronized void coilsWritten(ModbusUnit unit, int first, int count, OutputWatcher watcher) {
    for (int coil = first; coil < first + count; coil++) {
      String name = spec.coils().get(coil);
      if (name != null) {
        boolean on = unit.get(Table.COIL, coil) == 1;
        unit.set(Table.DISCRETE_INPUT, coil, on ? 1 : 0);
        if (outputs.getOrDefault(coil, false) != on) {
          outputs.put(coil, on);
          watcher.switched(name, coil, on);
        }
      }
    }
  }

  /// Told of each named output that moved.
  @FunctionalInterface
  interface OutputWatcher {
    void switched(String output, int coil, boolean on);
  }
}
