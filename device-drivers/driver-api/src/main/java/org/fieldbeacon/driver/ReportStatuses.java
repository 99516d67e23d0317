package org.fieldbeacon.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.fieldbeacon.driver.DeviceStatus.State;

/// What is known of devices that speak by themselves, told when it changes. Its monitor guards it.
public final class ReportStatuses {
  private final DeviceStatus.Sink sink;
  private final Map<String, State> states = new HashMap<>();
  private final Map<String, Instant> heard = new HashMap<>();

  public ReportStatuses(DeviceStatus.Sink sink) {
    this.sink = sink;
  }

  public synchronized void heard(String device, Instant now) {
    heard.put(device, now);
    become(device, State.ONLINE, "", now);
  }

  public synchronized void lineDown(Iterable<String> devices, String why, Instant now) {
    devices.forEach(device -> become(device, State.LINK_DOWN, why, now));
  }

  /// Devices that were on line and not heard for `patience` are off line.
  public synchronized void check(Duration patience, Instant now) {
    heard.forEach(
        (device, last) -> {
          if (states.get(device) == State.ONLINE && last.plus(patience).isBefore(now)) {
            become(device, State.OFFLINE, "no report since " + last, now);
          }
        });
  }

  private void become(String device, State state, String detail, Instant now) {
    if (states.put(device, state) != state) {
      sink.accept(new DeviceStatus(device, state, detail, now));
    }
  }
}
