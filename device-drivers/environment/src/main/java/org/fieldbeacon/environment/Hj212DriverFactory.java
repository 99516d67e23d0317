package org.fieldbeacon.environment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.fieldbeacon.driver.Actuator;
import org.fieldbeacon.driver.Attributes.InvalidAttribute;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.ReportProtocol;
import org.fieldbeacon.driver.ReportingDriverFactory;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// The `hj212` protocol: stations that connect and upload, and are asked what the site says.
public final class Hj212DriverFactory extends ReportingDriverFactory {
  private static final String COMMAND = "command";
  private static final String FACTOR = "factor";
  private static final String MN = "mn";

  public Hj212DriverFactory() {
    super(Hj212Protocol::new);
  }

  @Override
  public List<Problem> check(Device device, LinkConfig link) {
    List<Problem> problems = new ArrayList<>(super.check(device, link));
    boolean hasPassword = device.address().has(StationSettings.PASSWORD_FILE);
    boolean hasCommands = device.profile().points().stream().anyMatch(p -> p.access().canWrite());
    boolean isAsked = StationSettings.WORDS.stream().anyMatch(device.address()::has);
    if (!hasPassword && (hasCommands || isAsked)) {
      problems.add(
          new Problem(
              "address",
              "no " + StationSettings.PASSWORD_FILE,
              "the file that holds PW, since the station is to be asked things"));
    }
    if (hasPassword && device.address().text(MN, "").isEmpty()) {
      problems.add(new Problem("address", "no mn", "the MN of the station that is asked things"));
    }
    try {
      StationSettings.of(device.address());
    } catch (InvalidAttribute e) {
      Problem p = e.problem();
      problems.add(new Problem("address." + p.path(), p.got(), p.wanted()));
    }
    return problems;
  }

  @Override
  protected Set<String> deviceWords() {
    return StationSettings.WORDS;
  }

  @Override
  protected List<Problem> checkOutput(PointProfile point) {
    List<Problem> problems = new ArrayList<>();
    point
        .address()
        .reportUnknown(
            Set.of(COMMAND, FACTOR),
            p -> problems.add(new Problem("." + p.path(), p.got(), p.wanted())));
    String word = point.address().text(COMMAND, "");
    Optional<Order> order = Order.of(word);
    if (order.isEmpty()) {
      problems.add(new Problem("." + COMMAND, "\"" + word + "\"", "one of " + Order.words()));
    }
    String factor = point.address().text(FACTOR, "");
    boolean wantsFactor = order.isPresent() && order.get().hasFactor();
    if (order.isPresent() && !factor.matches(wantsFactor ? "\\w{1,10}" : "")) {
      problems.add(
          new Problem(
              "." + FACTOR,
              "\"" + factor + "\"",
              wantsFactor ? "the instrument's factor code: w01018" : "none with " + word));
    }
    if (point.access().canRead() || !point.unit().convertsTo(Unit.ONE)) {
      problems.add(new Problem("", "a command that is read", "access: write, unit \"1\""));
    }
    return problems;
  }

  @Override
  protected Actuator outputs(ReportProtocol spoken, LinkConfig link, List<Device> devices) {
    Stations stations = ((Hj212Protocol) spoken).stations();
    // A station that takes nothing off its line must hold up no other.
    Executor sending = task -> Thread.ofVirtual().name(link.name() + "-ask").start(task);
    Map<PointId, Hj212Outputs.Output> outputs = new HashMap<>();
    for (Device device : devices) {
      if (device.address().has(StationSettings.PASSWORD_FILE)) {
        String mn = device.address().text(MN, "");
        var station =
            new Station(
                device.name(), mn, StationSettings.of(device.address()), System::nanoTime, sending);
        stations.add(mn, station);
        outputs.putAll(outputs(device, station));
      }
    }
    return new Hj212Outputs(outputs);
  }

  private static Map<PointId, Hj212Outputs.Output> outputs(Device device, Station station) {
    Map<PointId, Hj212Outputs.Output> outputs = new HashMap<>();
    for (PointProfile point : device.profile().points()) {
      Optional<Order> order = Order.of(point.address().text(COMMAND, ""));
      if (point.access().canWrite() && order.isPresent()) {
        var task = new Commands.Task(order.get(), point.address().text(FACTOR, ""));
        outputs.put(
            new PointId(device.name(), point.name()), new Hj212Outputs.Output(station, task));
      }
    }
    return outputs;
  }
}
