package org.fieldbeacon.bench;

import java.io.IOException;
import java.util.List;
import org.fieldbeacon.simulator.modbus.Framing;
import org.fieldbeacon.simulator.modbus.ModbusSimulator;
import org.fieldbeacon.simulator.modbus.Table;

/// A simulated level gauge on a port of its own, low or high at will.
final class Gauge implements AutoCloseable {
  static final String PROFILE = "bench-gauge";
  static final double WARNING_M = 2;
  static final double GUARANTEE_M = 3;
  private static final int LOW_MM = 1_000;
  private static final int HIGH_MM = 2_500;

  private final ModbusSimulator simulator;

  /// Low at first.
  Gauge() throws IOException {
    simulator = new ModbusSimulator(Framing.TCP, 0);
    set(false);
    simulator.start();
  }

  /// The profile's text.
  static String profile() {
    return SiteText.profile(List.of(SiteText.Register.level("level")));
  }

  int port() {
    return simulator.port();
  }

  /// @param high above the warning level, below the guarantee level
  void set(boolean high) {
    simulator.unit(1).set(Table.HOLDING_REGISTER, 0, high ? HIGH_MM : LOW_MM);
  }

  @Override
  public void close() {
    simulator.close();
  }
}
