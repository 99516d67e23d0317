package org.fieldbeacon.hydrology.szy206;

import java.util.List;
import java.util.Set;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.Driver;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.Problems;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// SZY 206 and SL/T 427 terminals: `protocol: szy206`.
public final class Szy206DriverFactory implements DriverFactory {
  @Override
  public String protocol() {
    return "szy206";
  }

  @Override
  public List<Problem> check(DeviceProfile profile) {
    var problems = new Problems();
    problems.unknown("settings", profile.settings(), Set.of());
    for (int i = 0; i < profile.points().size(); i++) {
      check("points[" + i + "].address", profile.points().get(i), problems);
    }
    return problems.all();
  }

  @Override
  public List<Problem> check(Device device, LinkConfig link) {
    var problems = new Problems();
    problems.unknown("address", device.address(), Set.of("station", "confirm"));
    String station = device.address().text("station", "");
    if (!station.matches("[0-9A-Fa-f]{10}")) {
      problems.add(
          new Problem(
              "address.station",
              station.isEmpty() ? "nothing" : "\"" + station + "\"",
              "ten hex digits in quotes: \"4101050100\""));
    }
    problems.attempt("address", () -> device.address().flag("confirm", true));
    problems.unknown("link", link.settings(), Set.of("offline-after-min"));
    problems.attempt("link", () -> link.settings().integer("offline-after-min", 1, 100_000, 130));
    return problems.all();
  }

  @Override
  public Driver create(LinkConfig link, List<Device> devices, DriverContext context) {
    return new Szy206Driver(link, devices, context);
  }

  private static void check(String path, PointProfile point, Problems problems) {
    problems.unknown(path, point.address(), Set.of("value", "scale"));
    problems.attempt(path, () -> point.address().number("scale", 1));
    String value = point.address().text("value", "");
    if (!PointId.isName(value)) {
      problems.add(
          new Problem(
              path + ".value",
              value.isEmpty() ? "nothing" : "\"" + value + "\"",
              "the name of a value as decode tells it: water-level"));
    }
    for (int type = 0; type < 16; type++) {
      TypeCode code = TypeCode.of(type);
      boolean same = value.equals(code.point()) && code.unit() != Unit.UNSTATED;
      if (same && !code.unit().convertsTo(point.unit())) {
        problems.add(
            new Problem(
                path + ".value",
                code.unit().ucum(),
                "a unit that converts to " + point.unit().ucum()));
      }
    }
    if (point.access().canWrite()) {
      problems.add(new Problem(path, "an output", "access: read"));
    }
  }
}
