package org.fieldbeacon.simulator.report;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.simulator.scenario.ReporterSpec;
import org.fieldbeacon.simulator.series.SimulatedClock;

/// All devices of a scenario that speak by themselves, with the ports on which they are heard.
public final class Reporters implements AutoCloseable {
  private final Map<String, Reporter> reporters = new LinkedHashMap<>();
  private final Map<String, LineServer> serverOf = new HashMap<>();
  private final List<LineServer> servers = new ArrayList<>();

  /// @param simulated what the values follow
  public Reporters(List<ReporterSpec> specs, SimulatedClock simulated) throws IOException {
    Map<String, LineServer> byPort = new HashMap<>();
    for (ReporterSpec spec : specs) {
      Outlet outlet =
          switch (spec.side()) {
            case CONNECTS -> new CentreLine(spec.host(), spec.port());
            case SENDS -> new Datagrams(spec.host(), spec.port());
            case LISTENS -> server(spec, byPort);
          };
      SimulatedClock pace =
          spec.logger()
              .map(l -> new SimulatedClock(System::nanoTime, l.timeFactor()))
              .orElse(simulated);
      var reporter = new Reporter(spec, pace, InstantSource.system(), outlet);
      reporters.put(spec.id(), reporter);
      if (outlet instanceof SensorBus bus) {
        bus.hang(spec.address(), reporter);
      }
    }
  }

  private LineServer server(ReporterSpec spec, Map<String, LineServer> byPort) throws IOException {
    LineServer server = byPort.get(spec.portKey());
    if (server == null) {
      server =
          switch (spec.protocol()) {
            case MQTT -> new SmallBroker(spec.port());
            case SDI12 -> new SensorBus(spec.port());
            case SLCAN -> new SlcanServer(spec.port());
            case HJ212, GB26875, JT808, SZY206, MAVLINK, J1939, NMEA0183 ->
                new LineServer(spec.port());
          };
      byPort.put(spec.portKey(), server);
      servers.add(server);
    }
    serverOf.put(spec.id(), server);
    return server;
  }

  /// Opens every port.
  public void open() throws IOException {
    for (LineServer server : servers) {
      server.start();
    }
  }

  /// Lets them speak.
  public void start() {
    reporters.values().forEach(Reporter::start);
  }

  public Optional<Reporter> find(String id) {
    return Optional.ofNullable(reporters.get(id));
  }

  /// Where each that listens is found on the loopback address.
  public Map<String, Integer> ports() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    reporters
        .keySet()
        .forEach(
            id -> Optional.ofNullable(serverOf.get(id)).ifPresent(s -> ports.put(id, s.port())));
    return ports;
  }

  @Override
  public void close() {
    reporters.values().forEach(Reporter::close);
    servers.forEach(LineServer::close);
  }
}
