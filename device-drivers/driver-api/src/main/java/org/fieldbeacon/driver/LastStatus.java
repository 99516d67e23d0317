package org.fieldbeacon.driver;

import java.time.Instant;
import org.fieldbeacon.driver.DeviceStatus.State;

/// What was last said of one device, so that it is said again only when it changes. One thread.
public final class LastStatus {
  private DeviceStatus status;

  public LastStatus(String device, Instant now) {
    status = new DeviceStatus(device, State.UNKNOWN, "", now);
  }

  /// Whether the state or its detail differs from the last; remembers it.
  public boolean becomes(State state, String detail, Instant now) {
    if (status.state() == state && status.detail().equals(detail)) {
      return false;
    }
    Instant since = status.state() == state ? status.since() : now;
    status = new DeviceStatus(status.device(), state, detail, since);
    return true;
  }

  public DeviceStatus status() {
    return status;
  }
}
