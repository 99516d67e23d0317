package org.fieldbeacon.machinery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.ReportingDriver;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Unit;

/// A driver at work on one link with one device, `unit`, and what it observed so far.
public final class Listening implements AutoCloseable {
  public static final Instant NOW = Instant.parse("2026-07-14T09:00:00Z");

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final List<Observation> seen = new CopyOnWriteArrayList<>();
  private final List<DeviceStatus> statuses = new CopyOnWriteArrayList<>();
  private final ReportingDriver driver;
  private final Thread running;

  /// @param points names of readings with their units
  public Listening(
      DriverFactory factory,
      LinkConfig link,
      Map<String, Object> address,
      Map<String, Unit> points) {
    Device device = device(factory.protocol(), address, points);
    assertTrue(factory.takes(link), link.toString());
    assertEquals(List.of(), factory.check(device, link));
    driver =
        (ReportingDriver)
            factory.create(
                link, List.of(device), new DriverContext(() -> NOW, seen::add, statuses::add));
    running = Thread.ofVirtual().start(driver::run);
  }

  public ReportingDriver driver() {
    return driver;
  }

  public List<DeviceStatus> statuses() {
    return statuses;
  }

  /// Those of one point, in order.
  public List<Observation> of(String point) {
    return seen.stream().filter(o -> o.point().toString().equals("unit/" + point)).toList();
  }

  public static void await(BooleanSupplier done, String otherwise) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, otherwise);
      Thread.sleep(Duration.ofMillis(10));
    }
  }

  @Override
  public void close() {
    driver.close();
    try {
      assertTrue(running.join(PATIENCE), "run still blocked after close");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Device device(
      String protocol, Map<String, Object> address, Map<String, Unit> points) {
    var title = new Text("", "");
    List<PointProfile> profiles =
        points.entrySet().stream()
            .map(
                point ->
                    new PointProfile(
                        point.getKey(),
                        title,
                        point.getKey(),
                        point.getValue(),
                        Double.NEGATIVE_INFINITY,
                        Double.POSITIVE_INFINITY,
                        PointProfile.Access.READ,
                        Attributes.NONE))
            .toList();
    return new Device(
        "unit",
        title,
        new DeviceProfile("p", title, protocol, Attributes.NONE, profiles),
        new Attributes(address),
        Duration.ZERO,
        Optional.empty());
  }
}
