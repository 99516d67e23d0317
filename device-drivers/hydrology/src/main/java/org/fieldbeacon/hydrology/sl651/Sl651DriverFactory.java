package org.fieldbeacon.hydrology.sl651;

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

/// SL 651-2014 stations: `protocol: sl651`.
public final class Sl651DriverFactory implements DriverFactory {
  private static final Set<String> ADDRESS_KEYS = Set.of("station", "answer", "hourly-time");

  @Override
  public String protocol() {
    return "sl651";
  }

  @Override
  public List<Problem> check(DeviceProfile profile) {
    List<Problem> problems = new ArrayList<>();
    unknown("settings", profile.settings(), Set.of(), problems::add);
    PointMap.check(profile, problems::add);
    for (int i = 0; i < profile.points().size(); i++) {
      Attributes address = profile.points().get(i).address();
      String path = "points[" + i + "].address";
      attempt(path, problems::add, () -> address.integer("bit", 0, 31, 0));
      attempt(path, problems::add, () -> address.number("scale", 1));
    }
    return problems;
  }

  @Override
  public List<Problem> check(Device device, LinkConfig link) {
    List<Problem> problems = new ArrayList<>();
    Attributes address = device.address();
    unknown("address", address, ADDRESS_KEYS, problems::add);
    String station = address.text("station", "");
    if (!station.matches("[0-9A-Fa-f]{10}")) {
      problems.add(
          new Problem(
              "address.station",
              station.isEmpty() ? "nothing" : "\"" + station + "\"",
              "ten hex digits in quotes: \"0012345678\""));
    }
    attempt("address", problems::add, () -> address.oneOf("answer", Answer.class, Answer.EOT));
    attempt(
        "address",
        problems::add,
        () ->
            address.oneOf("hourly-time", Sl651Driver.GroupTime.class, Sl651Driver.GroupTime.FIRST));
    unknown("link", link.settings(), Settings.KEYS, problems::add);
    attempt("link", problems::add, () -> Settings.read(link.settings()));
    return problems;
  }

  @Override
  public Driver create(LinkConfig link, List<Device> devices, DriverContext context) {
    return new Sl651Driver(link, devices, context);
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
