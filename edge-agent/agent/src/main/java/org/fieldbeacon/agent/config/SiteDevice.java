package org.fieldbeacon.agent.config;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeacon.driver.Device;

/// A device and the link it hangs on.
///
/// @param link name of a link of the same site
/// @param enabled whether it is read; one that is not keeps its place, its rules and its history
/// @param calibrations by point; a point without one is taken as the profile makes it
public record SiteDevice(
    Device device, String link, boolean enabled, Map<String, Calibration> calibrations) {

  public SiteDevice {
    calibrations = Collections.unmodifiableMap(new TreeMap<>(calibrations));
  }

  /// A device without calibrations.
  public SiteDevice(Device device, String link, boolean enabled) {
    this(device, link, enabled, Map.of());
  }

  /// The calibration of a point; [Calibration#NONE] where there is none.
  public Calibration calibration(String point) {
    return calibrations.getOrDefault(point, Calibration.NONE);
  }
}
