package org.fieldbeacon.simulator.modbus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Many equal Modbus TCP units for a benchmark: each has holding registers from 0 up. Device `n` is
/// unit `1 + n / ports` on port `n % ports`.
public final class FleetSimulator implements AutoCloseable {
  /// Highest unit id of a serial line, kept on TCP too (Serial Line V1.02 §2.2).
  private static final int MAX_UNIT = 247;

  private final List<ModbusSimulator> servers = new ArrayList<>();
  private final int devices;
  private final int registers;

  /// Where a device is found on the loopback address.
  ///
  /// @param unit 1..247
  public record Endpoint(int port, int unit) {}

  /// @param devices 1 or more
  /// @param ports 1..devices; at most 247 devices share one
  /// @param registers of each device, 1..65536
  public FleetSimulator(int devices, int ports, int registers) throws IOException {
    if (ports < 1 || devices < ports || (devices + ports - 1) / ports > MAX_UNIT) {
      throw new IllegalArgumentException(
          "fleet: got " + devices + " devices on " + ports + " ports, wanted 1..247 on each");
    }
    this.devices = devices;
    this.registers = registers;
    for (int i = 0; i < ports; i++) {
      servers.add(new ModbusSimulator(Framing.TCP, 0));
    }
    for (int device = 0; device < devices; device++) {
      unit(device).define(Table.HOLDING_REGISTER, 0, registers);
    }
  }

  /// One device on each port, 30 registers each.
  public static FleetSimulator ofDevices(int devices) throws IOException {
    return new FleetSimulator(devices, devices, 30);
  }

  /// Listens on every port; closes all when one cannot be had.
  public FleetSimulator start() throws IOException {
    try {
      for (ModbusSimulator server : servers) {
        server.start();
      }
      return this;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /// By device number; ports are known after [#start].
  public List<Endpoint> endpoints() {
    List<Endpoint> endpoints = new ArrayList<>(devices);
    for (int device = 0; device < devices; device++) {
      endpoints.add(new Endpoint(server(device).port(), unit(device).id()));
    }
    return List.copyOf(endpoints);
  }

  /// The registers and faults of a device.
  ///
  /// @param device 0..devices-1
  public ModbusUnit unit(int device) {
    if (device < 0 || device >= devices) {
      throw new IllegalArgumentException("device: got " + device + ", wanted 0.." + (devices - 1));
    }
    return server(device).unit(1 + device / servers.size());
  }

  /// Gives every register of every device this value: register `r` of device `d` becomes `base + d
  /// + r`, cut to 16 bits. What a benchmark calls to make all values change.
  public void advance(int base) {
    int[] values = new int[registers];
    for (int device = 0; device < devices; device++) {
      for (int r = 0; r < registers; r++) {
        values[r] = base + device + r & 0xFFFF;
      }
      unit(device).set(Table.HOLDING_REGISTER, 0, values);
    }
  }

  /// Requests taken by all.
  public long requests() {
    return servers.stream().mapToLong(ModbusSimulator::requests).sum();
  }

  @Override
  public void close() throws IOException {
    for (ModbusSimulator server : servers) {
      server.close();
    }
  }

  private ModbusSimulator server(int device) {
    return servers.get(device % servers.size());
  }
}
