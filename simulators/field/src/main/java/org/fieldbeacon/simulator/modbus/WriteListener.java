package org.fieldbeacon.simulator.modbus;

/// Told of each write that a unit took, on the connection's thread and before the answer leaves.
@FunctionalInterface
public interface WriteListener {
  /// @param first zero-based address
  /// @param count how many cells were written
  void written(ModbusUnit unit, Table table, int first, int count);
}
