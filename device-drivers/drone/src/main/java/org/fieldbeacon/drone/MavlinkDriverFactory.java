package org.fieldbeacon.drone;

import org.fieldbeacon.driver.ReportingDriverFactory;

/// The `mavlink` protocol: telemetry over TCP or a serial radio, or a recorded stream or `.tlog`.
public final class MavlinkDriverFactory extends ReportingDriverFactory {
  public MavlinkDriverFactory() {
    super(MavlinkProtocol::new);
  }
}
