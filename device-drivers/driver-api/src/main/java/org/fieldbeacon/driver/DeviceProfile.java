package org.fieldbeacon.driver;

import java.util.List;
import java.util.Optional;

/// What one model of unit can measure and how: declarative, one file in
/// `firmware-configs/profiles`.
///
/// @param id file name without its ending: `radar-level-gauge`
/// @param title for people, zh-CN and en
/// @param protocol the driver's protocol name: `modbus`
/// @param settings protocol settings of the whole unit (word order, gap, turnaround)
/// @param points what it measures and what it can be told
public record DeviceProfile(
    String id, Text title, String protocol, Attributes settings, List<PointProfile> points) {

  public DeviceProfile {
    points = List.copyOf(points);
  }

  /// The point of this name.
  public Optional<PointProfile> point(String name) {
    return points.stream().filter(p -> p.name().equals(name)).findFirst();
  }
}
