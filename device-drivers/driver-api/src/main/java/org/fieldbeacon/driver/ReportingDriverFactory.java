package org.fieldbeacon.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Attributes.InvalidAttribute;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.observation.Unit;

/// Drivers for the devices of one [ReportProtocol], and the words that files use for it: a device
/// has its address under the protocol's key, a point may have `reading` where the reading's name is
/// not its own, a link may have `offline-after-s`.
public abstract class ReportingDriverFactory implements DriverFactory {
  private static final String READING = "reading";

  private final Supplier<ReportProtocol> protocols;
  private final ReportProtocol protocol;

  /// @param protocols makes one for each driver
  protected ReportingDriverFactory(Supplier<ReportProtocol> protocols) {
    this.protocols = protocols;
    this.protocol = protocols.get();
  }

  @Override
  public String protocol() {
    return protocol.name();
  }

  @Override
  public List<Problem> check(DeviceProfile profile) {
    List<Problem> problems = new ArrayList<>();
    reportUnknown("settings", profile.settings(), Set.of(), problems);
    for (int i = 0; i < profile.points().size(); i++) {
      PointProfile point = profile.points().get(i);
      String path = "points[" + i + "].address";
      if (point.access().canWrite()) {
        checkOutput(point)
            .forEach(p -> problems.add(new Problem(path + p.path(), p.got(), p.wanted())));
        continue;
      }
      reportUnknown(path, point.address(), Set.of(READING), problems);
      String reading = ReportPoints.reading(point);
      Optional<Unit> unit = protocol.unit(reading);
      if (unit.isEmpty()) {
        problems.add(
            new Problem(
                path + "." + READING,
                "\"" + reading + "\"",
                "the name of a reading of " + protocol.name() + ", as `decode` tells it"));
      } else if (!unit.get().convertsTo(point.unit())) {
        problems.add(
            new Problem(
                path + "." + READING,
                unit.get().ucum(),
                "a unit that converts to " + point.unit().ucum()));
      }
    }
    return problems;
  }

  @Override
  public List<Problem> check(Device device, LinkConfig link) {
    List<Problem> problems = new ArrayList<>();
    String key = protocol.addressKey();
    Set<String> own = new TreeSet<>(deviceWords());
    own.add(key);
    reportUnknown("address", device.address(), own, problems);
    String address = device.address().text(key, "");
    if (!address.isEmpty()) {
      protocol
          .wrongAddress(address)
          .ifPresent(
              wanted -> problems.add(new Problem("address." + key, "\"" + address + "\"", wanted)));
    }
    Set<String> words = new TreeSet<>(linkWords());
    words.add(ReportingDriver.OFFLINE_AFTER);
    reportUnknown("link", link.settings(), words, problems);
    try {
      ReportingDriver.offlineAfter(link.settings());
      protocol(link);
    } catch (InvalidAttribute e) {
      Problem p = e.problem();
      problems.add(new Problem("link." + p.path(), p.got(), p.wanted()));
    }
    return problems;
  }

  @Override
  public final Driver create(LinkConfig link, List<Device> devices, DriverContext context) {
    ReportProtocol spoken = protocol(link);
    return new ReportingDriver(link, spoken, outputs(spoken, link, devices), devices, context);
  }

  /// Words of a device's address that this protocol has beside the address itself.
  protected Set<String> deviceWords() {
    return Set.of();
  }

  /// Words of a link that this protocol has beside `offline-after-s`.
  protected Set<String> linkWords() {
    return Set.of();
  }

  /// The protocol as it is spoken on this link.
  ///
  /// @throws InvalidAttribute when the link's words say what cannot be
  protected ReportProtocol protocol(LinkConfig link) {
    return protocols.get();
  }

  /// What is wrong with a point that is written, paths after `address`; there are outputs only
  /// where a protocol says so.
  protected List<Problem> checkOutput(PointProfile point) {
    return List.of(new Problem("", "an output", "access: read"));
  }

  /// What sets the outputs of these devices; there are none where a protocol says nothing.
  protected Actuator outputs(ReportProtocol spoken, LinkConfig link, List<Device> devices) {
    return (_, _, _) -> new WriteResult.Refused("link " + link.name() + " has no outputs");
  }

  private static void reportUnknown(
      String path, Attributes attributes, Set<String> known, List<Problem> problems) {
    attributes.reportUnknown(
        known, p -> problems.add(new Problem(path + "." + p.path(), p.got(), p.wanted())));
  }
}
