package org.fieldbeacon.hydrology.szy206;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Attributes.InvalidAttribute;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.Driver;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
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
    List<Problem> problems = new ArrayList<>();
    unknown("settings", profile.settings(), Set.of(), problems::add);
    for (int i = 0; i < profile.points().size(); i++) {
      check("points[" + i + "].address", profile.points().get(i), problems::add);
    }
    return problems;
  }

  @Override
  public List<Problem> check(Device device, LinkConfig link) {
    List<Problem> problems = new ArrayList<>();
    unknown("address", device.address(), Set.of("station", "confirm"), problems::add);
    String station = device.address().text("station", "");
    if (!station.matches("[0-9A-Fa-f]{10}")) {
      problems.add(
          new Problem(
              "address.station",
              station.isEmpty() ? "nothing" : "\"" + station + "\"",
              "ten hex digits in quotes: \"4101050100\""));
    }
    attempt("address", problems::add, () -> device.address().flag("confirm", true));
    unknown("link", link.settings(), Set.of("offline-after-min"), problems::add);
    attempt(
        "link", problems::add, () -> link.settings().integer("offline-after-min", 1, 100_000, 130));
    return problems;
  }

  @Override
  public Driver create(LinkConfig link, List<Device> devices, DriverContext context) {
    return new Szy206Driver(link, devices, context);
  }

  private static void check(String path, PointProfile point, Consumer<Problem> problems) {
    unknown(path, point.address(), Set.of("value", "scale"), problems);
    attempt(path, problems, () -> point.address().number("scale", 1));
    String value = point.address().text("value", "");
    if (!PointId.isName(value)) {
      problems.accept(
          new Problem(
              path + ".value",
              value.isEmpty() ? "nothing" : "\"" + value + "\"",
              "the name of a value as decode tells it: water-level"));
    }
    for (int type = 0; type < 16; type++) {
      TypeCode code = TypeCode.of(type);
      boolean same = value.equals(code.point()) && code.unit() != Unit.UNSTATED;
      if (same && !code.unit().convertsTo(point.unit())) {
        problems.accept(
            new Problem(
                path + ".value",
                code.unit().ucum(),
                "a unit that converts to " + point.unit().ucum()));
      }
    }
    if (point.access().canWrite()) {
      problems.accept(new Problem(path, "an output", "access: read"));
    }
  }

  private static void unknown(
      String path, Attributes attributes, Set<String> known, Consumer<Problem> problems) {
    attributes.reportUnknown(
        known, p -> problems.accept(new Problem(path + "." + p.path(), p.got(), p.wanted())));
  }

  private static void attempt(String path, Consumer<Problem> problems, Runnable read) {
    try {
      read.run();
    } catch (InvalidAttribute e) {
      Problem p = e.problem();
      problems.accept(new Problem(path + "." + p.path(), p.got(), p.wanted()));
    }
  }
}
