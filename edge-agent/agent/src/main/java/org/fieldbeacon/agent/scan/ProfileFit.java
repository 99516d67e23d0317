package org.fieldbeacon.agent.scan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LineTap;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.Observation;

/// How well a profile fits a device that answers: everything that it would read is read once, and
/// each value looked at. A guess for a person to judge: registers that hold zeros fit many.
///
/// @param profile its id
/// @param inRange readable points whose value the sensor could honestly report
/// @param points readable points
/// @param distinct how many different values came, so that a map of zeros stands behind
record ProfileFit(String profile, int inRange, int points, int distinct) {
  private static final int MOST_SUGGESTED = 3;

  /// The profiles whose every point answers within its range, best first. Ends early when its
  /// thread is interrupted.
  static List<String> suggest(
      Line line,
      Map<String, Object> address,
      List<DeviceProfile> profiles,
      DriverFactory factory,
      long endNanos) {
    List<ProfileFit> fits = new ArrayList<>();
    for (DeviceProfile profile : profiles) {
      if (System.nanoTime() >= endNanos || Thread.currentThread().isInterrupted()) {
        break;
      }
      tryOne(line, address, profile, factory)
          .filter(f -> f.points() > 0 && f.inRange() == f.points())
          .ifPresent(fits::add);
    }
    fits.sort(
        Comparator.comparingInt(ProfileFit::distinct)
            .thenComparingInt(ProfileFit::points)
            .reversed());
    return fits.stream().limit(MOST_SUGGESTED).map(ProfileFit::profile).toList();
  }

  private static Optional<ProfileFit> tryOne(
      Line line, Map<String, Object> address, DeviceProfile profile, DriverFactory factory) {
    var device =
        new Device(
            "scanned",
            profile.title(),
            profile,
            new Attributes(address),
            Duration.ofSeconds(1),
            Optional.empty());
    if (!factory.takes(line.link()) || !factory.check(device, line.link()).isEmpty()) {
      return Optional.empty();
    }
    List<Observation> seen = line.read(device, factory, LineTap.deaf());
    return seen.isEmpty() ? Optional.empty() : Optional.of(judge(profile, seen));
  }

  static ProfileFit judge(DeviceProfile profile, List<Observation> seen) {
    int inRange = 0;
    Set<Double> values = new HashSet<>();
    for (Observation o : seen) {
      Optional<PointProfile> point = profile.point(o.point().point());
      if (!o.isMissing()
          && point.isPresent()
          && o.value() >= point.get().validMin()
          && o.value() <= point.get().validMax()) {
        inRange++;
        values.add(o.value());
      }
    }
    long readable = profile.points().stream().filter(p -> p.access().canRead()).count();
    return new ProfileFit(profile.id(), inRange, (int) readable, values.size());
  }
}
