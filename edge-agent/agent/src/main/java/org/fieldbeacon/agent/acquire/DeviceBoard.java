package org.fieldbeacon.agent.acquire;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.fieldbeacon.driver.DeviceStatus;

/// The last word on each device of the site. Any thread.
public final class DeviceBoard implements DeviceStatus.Sink {
  private final ConcurrentSkipListMap<String, DeviceStatus> byDevice =
      new ConcurrentSkipListMap<>();

  /// Every device starts as unknown, so that one that never speaks is seen too.
  public DeviceBoard(Collection<String> devices, Instant now) {
    for (String device : devices) {
      byDevice.put(device, new DeviceStatus(device, DeviceStatus.State.UNKNOWN, "", now));
    }
  }

  @Override
  public void accept(DeviceStatus status) {
    byDevice.put(status.device(), status);
  }

  /// Whether a device answers, if not always well; false for one that is not of this site.
  public boolean answers(String device) {
    DeviceStatus last = byDevice.get(device);
    return last != null
        && (last.state() == DeviceStatus.State.ONLINE
            || last.state() == DeviceStatus.State.DEGRADED);
  }

  /// All devices by name.
  public List<DeviceStatus> all() {
    return List.copyOf(byDevice.values());
  }
}
