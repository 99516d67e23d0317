package org.fieldbeacon.hydrology.sdi12;

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
import org.fieldbeacon.hydrology.sdi12.LineManners.WhoBreaks;

/// The `sdi12` protocol: what its words in files mean, and drivers for its lines.
public final class Sdi12DriverFactory implements DriverFactory {
  private static final Set<String> PROFILE_KEYS =
      Set.of(SensorPoint.COMMAND, Probe.CRC, Probe.IDENTITY, Probe.MOST_WAIT);
  private static final Set<String> LINK_KEYS =
      Set.of(LineManners.BREAK, LineManners.TRIES, LineManners.BREAKS);

  @Override
  public String protocol() {
    return "sdi12";
  }

  @Override
  public List<Problem> check(DeviceProfile profile) {
    var problems = new Problems();
    Attributes settings = profile.settings();
    problems.unknown("settings", settings, PROFILE_KEYS);
    problems.attempt("settings", () -> settings.flag(Probe.CRC, false));
    problems.attempt("settings", () -> Probe.mostWait(settings));
    for (int i = 0; i < profile.points().size(); i++) {
      String path = "points[" + i + "].address";
      SensorPoint.check(path, profile.points().get(i), Probe.usualCommand(settings), problems);
    }
    return problems.all();
  }

  @Override
  public List<Problem> check(Device device, LinkConfig link) {
    var problems = new Problems();
    problems.unknown("address", device.address(), Set.of(Probe.ADDRESS));
    String address = device.address().text(Probe.ADDRESS, "");
    if (address.length() != 1 || !ResponseText.isAddress(address.charAt(0))) {
      problems.add(
          "address." + Probe.ADDRESS,
          address.isEmpty() ? "nothing" : "\"" + address + "\"",
          "one of 0-9 A-Z a-z, in quotes");
    }
    if (!(link instanceof LinkConfig.Tcp || link instanceof LinkConfig.Serial)) {
      problems.add("link.type", "another type", "tcp or serial");
    }
    problems.unknown("link", link.settings(), LINK_KEYS);
    problems.attempt(
        "link",
        () -> {
          LineManners manners = LineManners.read(link);
          if (manners.whoBreaks() == WhoBreaks.LINE && !(link instanceof LinkConfig.Serial)) {
            problems.add("link." + LineManners.BREAK, "line, on TCP", "adapter, or a serial line");
          }
          return manners;
        });
    return problems.all();
  }

  @Override
  public Driver create(LinkConfig link, List<Device> devices, DriverContext context) {
    return new Sdi12Driver(
        new SensorLine(link.newLink(context.tap()), LineManners.read(link)), devices, context);
  }
}
