package org.fieldbeacon.hydrology.sl651;

import java.util.List;
import java.util.Set;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.Driver;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.Problems;

/// SL 651-2014 stations: `protocol: sl651`.
public final class Sl651DriverFactory implements DriverFactory {
  private static final Set<String> ADDRESS_KEYS = Set.of("station", "answer", "hourly-time");

  @Override
  public String protocol() {
    return "sl651";
  }

  @Override
  public List<Problem> check(DeviceProfile profile) {
    var problems = new Problems();
    problems.unknown("settings", profile.settings(), Set.of());
    PointMap.check(profile, problems::add);
    for (int i = 0; i < profile.points().size(); i++) {
      Attributes address = profile.points().get(i).address();
      String path = "points[" + i + "].address";
      problems.attempt(path, () -> address.integer("bit", 0, 31, 0));
      problems.attempt(path, () -> address.number("scale", 1));
    }
    return problems.all();
  }

  @Override
  public List<Problem> check(Device device, LinkConfig link) {
    var problems = new Problems();
    Attributes address = device.address();
    problems.unknown("address", address, ADDRESS_KEYS);
    String station = address.text("station", "");
    if (!station.matches("[0-9A-Fa-f]{10}")) {
      problems.add(
          new Problem(
              "address.station",
              station.isEmpty() ? "nothing" : "\"" + station + "\"",
              "ten hex digits in quotes: \"0012345678\""));
    }
    problems.attempt("address", () -> address.oneOf("answer", Answer.class, Answer.EOT));
    problems.attempt(
        "address",
        () ->
            address.oneOf("hourly-time", Sl651Driver.GroupTime.class, Sl651Driver.GroupTime.FIRST));
    problems.unknown("link", link.settings(), Settings.KEYS);
    problems.attempt("link", () -> Settings.read(link.settings()));
    return problems.all();
  }

  @Override
  public Driver create(LinkConfig link, List<Device> devices, DriverContext context) {
    return new Sl651Driver(link, devices, context);
  }
}
