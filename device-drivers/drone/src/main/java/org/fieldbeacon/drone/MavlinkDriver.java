package org.fieldbeacon.drone;

import java.time.Duration;
import java.util.Map;
import org.fieldbeacon.driver.Actuator;
import org.fieldbeacon.driver.ReportingDriver;
import org.fieldbeacon.driver.StreamingDriver;
import org.fieldbeacon.observation.PointId;

/// Drones that report and can be told what to do. A command is sent when its output is set to 1; 0
/// sends nothing, since a command cannot be taken back, and a gateway that starts with all outputs
/// off must not move a drone.
final class MavlinkDriver implements StreamingDriver, Actuator {
  private final ReportingDriver reports;
  private final MavlinkProtocol protocol;
  private final Map<PointId, Output> outputs;

  /// A point that commands.
  record Output(int system, Order order) {}

  MavlinkDriver(ReportingDriver reports, MavlinkProtocol protocol, Map<PointId, Output> outputs) {
    this.reports = reports;
    this.protocol = protocol;
    this.outputs = Map.copyOf(outputs);
  }

  @Override
  public void open() {
    reports.open();
  }

  @Override
  public void run() {
    reports.run();
  }

  @Override
  public void close() {
    reports.close();
  }

  /// The port it hears on; 0 before it does.
  int port() {
    return reports.port();
  }

  long badFrames() {
    return reports.badFrames();
  }

  @Override
  public WriteResult write(PointId output, double value, Duration timeout) {
    Output known = outputs.get(output);
    if (known == null) {
      return new WriteResult.Refused(output + " is no command");
    }
    return value >= 0.5
        ? protocol.send(known.system(), known.order(), timeout)
        : new WriteResult.Done();
  }
}
