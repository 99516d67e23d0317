package org.fieldbeacon.simulator;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.simulator.fault.Fault;
import org.fieldbeacon.simulator.modbus.Framing;

/// Something that a watcher of the simulation wants to see.
public sealed interface SimulatorEvent {
  /// Every port is open.
  ///
  /// @param reporters ports of those that are connected to, by id
  record Ready(
      String scenario,
      double timeFactor,
      List<Listening> devices,
      List<Showing> cameras,
      List<Serving> servers,
      Map<String, Integer> reporters)
      implements SimulatorEvent {
    public Ready {
      reporters = Collections.unmodifiableMap(new LinkedHashMap<>(reporters));
      cameras = List.copyOf(cameras);
      devices = List.copyOf(devices);
      servers = List.copyOf(servers);
    }
  }

  /// Where a device is found on the loopback address.
  record Listening(String device, int port, Framing framing, List<Integer> units) {
    public Listening {
      units = List.copyOf(units);
    }
  }

  /// Where a camera is found on the loopback address.
  record Showing(String camera, int port) {}

  /// Where a server is found.
  record Serving(String server, String url) {}

  /// A client set a server's variable.
  record VariableSet(
      String server, String variable, double value, Duration real, Duration simulated)
      implements SimulatorEvent {}

  /// A relay moved.
  ///
  /// @param output what hangs on it: `siren`
  /// @param real real time since the start
  /// @param simulated simulated time since the start
  record OutputSwitched(
      String device, String output, int coil, boolean on, Duration real, Duration simulated)
      implements SimulatorEvent {}

  /// The timeline switched a fault.
  record FaultSwitched(String device, Fault fault, boolean on, Duration real, Duration simulated)
      implements SimulatorEvent {}
}
