package org.fieldbeacon.simulator.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.simulator.fault.Fault;
import org.fieldbeacon.simulator.modbus.Framing;
import org.fieldbeacon.simulator.modbus.Table;

/// Devices, what they say, and when something breaks.
///
/// @param name as `flood`
/// @param start the simulated time at the beginning; only told, never compared
/// @param timeFactor simulated seconds in a real one
/// @param tick real time between two updates of the registers
/// @param stations telemetry stations, which connect to a centre
/// @param cameras what can be looked at over HTTP
/// @param servers OPC UA servers
/// @param reporters devices that speak by themselves in other protocols
/// @param faults in any order
public record Scenario(
    String name,
    Instant start,
    double timeFactor,
    Duration tick,
    List<DeviceSpec> devices,
    List<StationSpec> stations,
    List<CameraSpec> cameras,
    List<ServerSpec> servers,
    List<ReporterSpec> reporters,
    List<TimedFault> faults) {

  public Scenario {
    cameras = List.copyOf(cameras);
    devices = List.copyOf(devices);
    stations = List.copyOf(stations);
    servers = List.copyOf(servers);
    reporters = List.copyOf(reporters);
    faults = List.copyOf(faults);
  }

  /// The same at another speed.
  public Scenario withTimeFactor(double factor) {
    return new Scenario(
        name, start, factor, tick, devices, stations, cameras, servers, reporters, faults);
  }

  /// The same on ports that the system chooses; devices that shared a port still do.
  public Scenario withAnyPorts() {
    List<DeviceSpec> moved =
        devices.stream()
            .map(
                d ->
                    new DeviceSpec(
                        d.id(), 0, d.portKey(), d.framing(), d.units(), d.registers(), d.coils()))
            .toList();
    return new Scenario(
        name,
        start,
        timeFactor,
        tick,
        moved,
        stations,
        cameras.stream().map(CameraSpec::onAnyPort).toList(),
        servers.stream().map(ServerSpec::withAnyPort).toList(),
        reporters.stream().map(ReporterSpec::onAnyPort).toList(),
        faults);
  }

  /// One device: one or more equal units on a port.
  ///
  /// @param port 0..65535; 0 lets the system choose
  /// @param portKey devices with the same one share a server
  /// @param units unit ids, at least one
  /// @param coils what each coil switches, by address: `0 -> siren`
  public record DeviceSpec(
      String id,
      int port,
      String portKey,
      Framing framing,
      List<Integer> units,
      List<RegisterSpec> registers,
      Map<Integer, String> coils) {
    public DeviceSpec {
      units = List.copyOf(units);
      registers = List.copyOf(registers);
      coils = Map.copyOf(coils);
    }
  }

  /// One value of a device.
  ///
  /// @param address zero-based, 0..65535
  public record RegisterSpec(
      String name, Table table, int address, RegisterFormat format, Signal signal) {
    boolean isBit() {
      return table == Table.COIL || table == Table.DISCRETE_INPUT;
    }

    /// Addresses it takes.
    public int size() {
      return isBit() ? 1 : format.words();
    }

    /// What its cells hold for this value; a bit is set from 0.5 up.
    public int[] cells(double value) {
      return isBit() ? new int[] {value >= 0.5 ? 1 : 0} : format.registers(value);
    }
  }

  /// A fault with its time.
  ///
  /// @param device a device's id
  /// @param from simulated time since the start
  /// @param to when it ends; later than `from`
  public record TimedFault(String device, Duration from, Duration to, Fault fault) {}
}
