package org.fieldbeacon.agent.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// Looks up the points that a site file refers to.
///
/// @param declared names of all devices in the file, the unsound ones too
/// @param devices the sound ones
record SitePoints(Set<String> declared, List<SiteDevice> devices, Findings findings) {
  /// Something asked of a point.
  enum Use {
    READ("a point that can be read"),
    WRITE("a point that can be written");

    private final String wanted;

    Use(String wanted) {
      this.wanted = wanted;
    }
  }

  /// The point called `text`; empty when it is unknown, unfit, or on a device that is itself bad.
  Optional<PointProfile> find(String text, String path, Use use) {
    PointId id = PointId.parse(text);
    if (!declared.contains(id.device())) {
      findings.add(
          path, "an unknown device \"" + id.device() + "\"", Nearest.wanted(id.device(), declared));
      return Optional.empty();
    }
    return devices.stream()
        .filter(d -> d.device().name().equals(id.device()))
        .findFirst()
        .flatMap(d -> onDevice(d, id, path, use));
  }

  /// Whether `unit` fits the point; if not, it is among the findings.
  boolean converts(Unit unit, PointProfile point, String path) {
    boolean converts = unit.convertsTo(point.unit());
    if (!converts) {
      findings.add(
          path,
          "\"" + unit.ucum() + "\"",
          "a unit that converts to the point's, " + point.unit().ucum());
    }
    return converts;
  }

  private Optional<PointProfile> onDevice(SiteDevice device, PointId id, String path, Use use) {
    var profile = device.device().profile();
    Optional<PointProfile> point = profile.point(id.point());
    if (point.isEmpty()) {
      findings.add(
          path,
          "an unknown point \"" + id.point() + "\" of " + profile.id(),
          Nearest.wanted(id.point(), profile.points().stream().map(PointProfile::name).toList()));
      return point;
    }
    return point.filter(p -> allows(p, path, use));
  }

  private boolean allows(PointProfile point, String path, Use use) {
    boolean allowed =
        switch (use) {
          case READ -> point.access().canRead();
          case WRITE -> point.access().canWrite();
        };
    if (!allowed) {
      findings.add(path, "\"" + point.name() + "\"", use.wanted);
    }
    return allowed;
  }
}
