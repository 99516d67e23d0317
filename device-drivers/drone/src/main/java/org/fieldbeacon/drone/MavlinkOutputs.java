package org.fieldbeacon.drone;

import java.time.Duration;
import java.util.Map;
import org.fieldbeacon.driver.Actuator;
import org.fieldbeacon.observation.PointId;

/// What drones can be told to do. A command is sent when its output is set to 1; 0 sends nothing,
/// since a command cannot be taken back, and a gateway that starts with all outputs off must not
/// move a drone.
final class MavlinkOutputs implements Actuator {
  private final MavlinkProtocol protocol;
  private final Map<PointId, Output> outputs;

  /// A point that commands.
  record Output(int system, Order order) {}

  MavlinkOutputs(MavlinkProtocol protocol, Map<PointId, Output> outputs) {
    this.protocol = protocol;
    this.outputs = Map.copyOf(outputs);
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
