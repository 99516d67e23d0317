package org.fieldbeacon.drone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.fieldbeacon.driver.Actuator;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.ReportProtocol;
import org.fieldbeacon.driver.ReportingDriverFactory;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// The `mavlink` protocol: telemetry and commands over UDP, TCP or a serial radio, or a recorded
/// stream or `.tlog`.
public final class MavlinkDriverFactory extends ReportingDriverFactory {
  private static final String HEARTBEAT = "heartbeat";
  private static final String COMMAND = "command";

  private final Supplier<Optional<Signing>> key;

  /// For [java.util.ServiceLoader]: with the key of the environment, if any.
  public MavlinkDriverFactory() {
    this(Signing::ofEnvironment);
  }

  MavlinkDriverFactory(Supplier<Optional<Signing>> key) {
    super(() -> new MavlinkProtocol(false, key.get()));
    this.key = key;
  }

  @Override
  public boolean takes(LinkConfig link) {
    return link instanceof LinkConfig.Udp || super.takes(link);
  }

  @Override
  public List<Problem> check(Device device, LinkConfig link) {
    List<Problem> problems = new ArrayList<>(super.check(device, link));
    boolean hasCommands = device.profile().points().stream().anyMatch(p -> p.access().canWrite());
    if (hasCommands && device.address().text("system", "").isEmpty()) {
      problems.add(
          new Problem("address", "no system", "system: 1..255, since the profile has commands"));
    }
    return problems;
  }

  @Override
  protected Set<String> linkWords() {
    return Set.of(HEARTBEAT);
  }

  /// One who waits to be spoken to is spoken to.
  @Override
  protected ReportProtocol protocol(LinkConfig link) {
    boolean isCaller = link instanceof LinkConfig.Udp udp && udp.peer().isPresent();
    return new MavlinkProtocol(link.settings().flag(HEARTBEAT, isCaller), key.get());
  }

  @Override
  protected List<Problem> checkOutput(PointProfile point) {
    List<Problem> problems = new ArrayList<>();
    point.address().reportUnknown(Set.of(COMMAND), p -> problems.add(below(p)));
    String word = point.address().text(COMMAND, "");
    if (Order.of(word).isEmpty()) {
      problems.add(new Problem("." + COMMAND, "\"" + word + "\"", "one of " + Order.words()));
    }
    if (point.access().canRead() || !point.unit().convertsTo(Unit.ONE)) {
      problems.add(new Problem("", "a command that is read", "access: write, unit \"1\""));
    }
    return problems;
  }

  @Override
  protected Actuator outputs(ReportProtocol spoken, LinkConfig link, List<Device> devices) {
    Map<PointId, MavlinkOutputs.Output> outputs = new HashMap<>();
    for (Device device : devices) {
      int system = device.address().integer("system", 0, 255, 0);
      for (PointProfile point : device.profile().points()) {
        Optional<Order> order = Order.of(point.address().text(COMMAND, ""));
        if (point.access().canWrite() && order.isPresent()) {
          outputs.put(
              new PointId(device.name(), point.name()),
              new MavlinkOutputs.Output(system, order.get()));
        }
      }
    }
    return new MavlinkOutputs((MavlinkProtocol) spoken, outputs);
  }

  private static Problem below(Problem problem) {
    return new Problem("." + problem.path(), problem.got(), problem.wanted());
  }
}
