package org.fieldbeacon.simulator;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.fieldbeacon.simulator.camera.CameraServer;
import org.fieldbeacon.simulator.modbus.ModbusSimulator;
import org.fieldbeacon.simulator.modbus.ModbusUnit;
import org.fieldbeacon.simulator.modbus.Table;
import org.fieldbeacon.simulator.opcua.OpcUaSimulator;
import org.fieldbeacon.simulator.report.Reporter;
import org.fieldbeacon.simulator.report.Reporters;
import org.fieldbeacon.simulator.scenario.Scenario;
import org.fieldbeacon.simulator.scenario.Scenario.DeviceSpec;
import org.fieldbeacon.simulator.scenario.Scenario.TimedFault;
import org.fieldbeacon.simulator.scenario.ServerSpec;
import org.fieldbeacon.simulator.scenario.StationSpec;
import org.fieldbeacon.simulator.series.SimulatedClock;
import org.fieldbeacon.simulator.sl651.TelemetryStation;

/// A running scenario: open ports, registers that follow their series, faults in their time.
public final class FieldSimulator implements AutoCloseable {
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

  private final Scenario scenario;
  private final SimulatedClock clock;
  private final Consumer<SimulatorEvent> events;
  private final List<ModbusSimulator> servers = new ArrayList<>();
  private final Map<String, SimulatedDevice> devices = new LinkedHashMap<>();
  private final Map<String, TelemetryStation> stations = new LinkedHashMap<>();
  private final Map<String, CameraServer> cameras = new LinkedHashMap<>();
  private final Map<String, OpcUaSimulator> opcua = new LinkedHashMap<>();
  private final Reporters reporters;
  private final Set<TimedFault> running = new HashSet<>();
  private Optional<Thread> ticker = Optional.empty();
  private volatile boolean closed;

  /// @param clock begins at the scenario's start
  /// @param events called on the thread where each happens: it must be quick and bear several
  public FieldSimulator(Scenario scenario, SimulatedClock clock, Consumer<SimulatorEvent> events)
      throws IOException {
    this.scenario = scenario;
    this.clock = clock;
    this.events = events;
    Map<String, ModbusSimulator> byPort = new HashMap<>();
    Map<ModbusUnit, SimulatedDevice> byUnit = new HashMap<>();
    for (DeviceSpec spec : scenario.devices()) {
      ModbusSimulator server = byPort.get(spec.portKey());
      if (server == null) {
        server = new ModbusSimulator(spec.framing(), spec.port());
        server.onWrite((unit, table, first, count) -> written(byUnit, unit, table, first, count));
        byPort.put(spec.portKey(), server);
        servers.add(server);
      }
      var device = new SimulatedDevice(spec, server);
      device.units().forEach(unit -> byUnit.put(unit, device));
      devices.put(spec.id(), device);
    }
    scenario.cameras().forEach(spec -> cameras.put(spec.id(), new CameraServer(spec, clock)));
    for (ServerSpec spec : scenario.servers()) {
      opcua.put(spec.id(), opcua(spec));
    }
    reporters = new Reporters(scenario.reporters(), clock);
    for (StationSpec spec : scenario.stations()) {
      stations.put(
          spec.id(),
          new TelemetryStation(spec, clock, InstantSource.system(), TelemetryStation.Timing.USUAL));
    }
  }

  /// The device of this id that speaks by itself.
  public Optional<Reporter> reporter(String id) {
    return reporters.find(id);
  }

  /// The camera of this id.
  public Optional<CameraServer> camera(String id) {
    return Optional.ofNullable(cameras.get(id));
  }

  private OpcUaSimulator opcua(ServerSpec spec) throws IOException {
    return new OpcUaSimulator(
        spec,
        (variable, value) ->
            events.accept(
                new SimulatorEvent.VariableSet(
                    spec.id(), variable, value, clock.realElapsed(), clock.elapsed())));
  }

  /// Opens every port and lets time run; throws, with all closed, when a port is taken.
  public FieldSimulator start() throws IOException {
    open();
    stations.values().forEach(TelemetryStation::start);
    reporters.start();
    ticker = Optional.of(Thread.ofVirtual().name("simulator-tick").start(this::run));
    return this;
  }

  /// Opens every port; time stands until [#tick].
  FieldSimulator open() throws IOException {
    for (ModbusSimulator server : servers) {
      try {
        server.start();
      } catch (IOException e) {
        close();
        throw new IOException("port " + server.port() + ": " + e.getMessage(), e);
      }
    }
    for (CameraServer camera : cameras.values()) {
      try {
        camera.start();
      } catch (IOException e) {
        close();
        throw e;
      }
    }
    for (OpcUaSimulator server : opcua.values()) {
      try {
        server.start();
      } catch (IOException e) {
        close();
        throw e;
      }
    }
    try {
      reporters.open();
    } catch (IOException e) {
      close();
      throw e;
    }
    tick();
    events.accept(ready());
    return this;
  }

  /// The device of this id.
  public Optional<SimulatedDevice> device(String id) {
    return Optional.ofNullable(devices.get(id));
  }

  /// The station of this id.
  public Optional<TelemetryStation> station(String id) {
    return Optional.ofNullable(stations.get(id));
  }

  /// The OPC UA server of this id.
  public Optional<OpcUaSimulator> server(String id) {
    return Optional.ofNullable(opcua.get(id));
  }

  public List<SimulatedDevice> devices() {
    return List.copyOf(devices.values());
  }

  /// Requests taken by all devices.
  public long requests() {
    return servers.stream().mapToLong(ModbusSimulator::requests).sum();
  }

  /// Simulated time since the start.
  public Duration elapsed() {
    return clock.elapsed();
  }

  /// Brings faults and registers to the clock's time.
  synchronized void tick() {
    Duration now = clock.elapsed();
    for (TimedFault fault : scenario.faults()) {
      boolean due = now.compareTo(fault.from()) >= 0 && now.compareTo(fault.to()) < 0;
      if (due && running.add(fault)) {
        device(fault.device()).ifPresent(d -> d.inject(fault.fault()));
        station(fault.device()).ifPresent(s -> s.faults().on(fault.fault()));
        camera(fault.device()).ifPresent(c -> c.faults().on(fault.fault()));
        reporter(fault.device()).ifPresent(r -> r.faults().on(fault.fault()));
        server(fault.device()).ifPresent(s -> s.faults().on(fault.fault()));
        events.accept(switched(fault, true, now));
      } else if (!due && running.remove(fault)) {
        device(fault.device()).ifPresent(d -> d.heal(fault.fault()));
        station(fault.device()).ifPresent(s -> s.faults().off(fault.fault()));
        camera(fault.device()).ifPresent(c -> c.faults().off(fault.fault()));
        reporter(fault.device()).ifPresent(r -> r.faults().off(fault.fault()));
        server(fault.device()).ifPresent(s -> s.faults().off(fault.fault()));
        events.accept(switched(fault, false, now));
      }
    }
    devices.values().forEach(d -> d.update(now));
    opcua.values().forEach(s -> s.update(now));
  }

  @Override
  public void close() throws IOException {
    closed = true;
    ticker.ifPresent(LockSupport::unpark);
    try {
      if (ticker.isPresent()) {
        ticker.get().join(CLOSE_WAIT);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    stations.values().forEach(TelemetryStation::close);
    reporters.close();
    for (CameraServer camera : cameras.values()) {
      camera.close();
    }
    opcua.values().forEach(OpcUaSimulator::close);
    for (ModbusSimulator server : servers) {
      server.close();
    }
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(scenario.tick().toNanos());
      if (!closed) {
        tick();
      }
    }
  }

  private SimulatorEvent.Ready ready() {
    List<SimulatorEvent.Listening> listening =
        devices.values().stream()
            .map(
                d ->
                    new SimulatorEvent.Listening(
                        d.id(), d.port(), d.spec().framing(), d.spec().units()))
            .toList();
    List<SimulatorEvent.Showing> showing =
        cameras.values().stream().map(c -> new SimulatorEvent.Showing(c.id(), c.port())).toList();
    return new SimulatorEvent.Ready(
        scenario.name(), scenario.timeFactor(), listening, showing, serving(), reporters.ports());
  }

  private List<SimulatorEvent.Serving> serving() {
    return opcua.values().stream().map(s -> new SimulatorEvent.Serving(s.id(), s.url())).toList();
  }

  private SimulatorEvent switched(TimedFault fault, boolean on, Duration now) {
    return new SimulatorEvent.FaultSwitched(
        fault.device(), fault.fault(), on, clock.realElapsed(), now);
  }

  private void written(
      Map<ModbusUnit, SimulatedDevice> byUnit, ModbusUnit unit, Table table, int first, int count) {
    SimulatedDevice device = byUnit.get(unit);
    if (device == null || table != Table.COIL || device.spec().coils().isEmpty()) {
      return;
    }
    device.coilsWritten(
        unit,
        first,
        count,
        (output, coil, on) ->
            events.accept(
                new SimulatorEvent.OutputSwitched(
                    device.id(), output, coil, on, clock.realElapsed(), clock.elapsed())));
  }
}
