package org.fieldbeacon.hydrology.line;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DeviceStatus.State;

/// What is known of each station, told when it changes. Its monitor guards it.
public final class Statuses {
  private final DeviceStatus.Sink sink;
  private final Map<String, State> states = new HashMap<>();
  private final Map<String, Instant> heard = new HashMap<>();

  public Statuses(DeviceStatus.Sink sink) {
    this.sink = sink;
  }

  public synchronized void heard(String device, Instant now) {
    heard.put(device, now);
    tell(device, State.ONLINE, "", now);
  }

  public synchronized void lineDown(Iterable<String> devices, String why, Instant now) {
    devices.forEach(d -> tell(d, State.LINK_DOWN, why, now));
  }

  /// Those that were not heard for `patience` are off line.
  public synchronized void check(Iterable<String> devices, Duration patience, Instant now) {
    for (String device : devices) {
      Instant last = heard.get(device);
      boolean silent = last != null && last.plus(patience).isBefore(now);
      if (silent && states.get(device) == State.ONLINE) {
        tell(device, State.OFFLINE, "no report since " + last, now);
      }
    }
  }

  private void tell(String device, State state, String detail, Instant now) {
    if (states.put(device, state) != state) {
      sink.accept(new DeviceStatus(device, state, detail, now));
    }
  }
}
