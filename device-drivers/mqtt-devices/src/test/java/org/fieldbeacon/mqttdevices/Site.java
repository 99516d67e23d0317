package org.fieldbeacon.mqttdevices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.Frame;
import org.fieldbeacon.driver.LineTap;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Unit;

/// A driver at work on a broker, and what it tells.
final class Site implements AutoCloseable {
  final BlockingQueue<Observation> seen = new LinkedBlockingQueue<>();
  final List<DeviceStatus> statuses = new CopyOnWriteArrayList<>();
  final LineTap tap = new LineTap(InstantSource.system(), () -> 0);
  final MqttDriver driver;
  private final Thread running;

  Site(URI broker, Map<String, Object> settings, List<Device> devices) {
    this(link(broker, settings), devices, InstantSource.system());
  }

  /// One that keeps what must outlive a restart.
  Site(URI broker, Map<String, Object> settings, List<Device> devices, Path state) {
    this(link(broker, settings), devices, InstantSource.system(), Optional.of(state));
  }

  Site(LinkConfig link, List<Device> devices, InstantSource clock) {
    this(link, devices, clock, Optional.empty());
  }

  private Site(LinkConfig link, List<Device> devices, InstantSource clock, Optional<Path> state) {
    var factory = new MqttDriverFactory();
    for (Device device : devices) {
      assertEquals(List.of(), factory.check(device.profile()), device.name());
      assertEquals(List.of(), factory.check(device, link), device.name());
    }
    var context = new DriverContext(clock, seen::add, statuses::add, Frame.Sink.NOWHERE, tap);
    driver =
        (MqttDriver) factory.create(link, devices, state.map(context::keepingIn).orElse(context));
    tap.watch(0);
    driver.open();
    running = Thread.ofVirtual().start(driver::run);
  }

  /// What a technician sees who looks on.
  List<String> said() {
    return tap.watch(0).stream()
        .map(p -> new String(p.bytes(), java.nio.charset.StandardCharsets.UTF_8))
        .toList();
  }

  static LinkConfig.Tcp link(URI broker, Map<String, Object> settings) {
    return new LinkConfig.Tcp(
        "lora",
        broker.getHost(),
        broker.getPort(),
        Duration.ofSeconds(3),
        Duration.ofSeconds(1),
        new Attributes(settings));
  }

  static DeviceProfile profile(Map<String, Object> settings, PointProfile... points) {
    return new DeviceProfile(
        "p", new Text("", ""), "mqtt", new Attributes(settings), List.of(points));
  }

  static PointProfile point(String name, Unit unit, Map<String, Object> address) {
    return new PointProfile(
        name,
        new Text("", ""),
        name,
        unit,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        PointProfile.Access.READ,
        new Attributes(address));
  }

  static Device device(String name, DeviceProfile profile, Map<String, Object> address) {
    return new Device(
        name,
        new Text("", ""),
        profile,
        new Attributes(address),
        Duration.ofMinutes(10),
        Optional.empty());
  }

  /// The next observation of this point; others are thrown away.
  Observation next(String point) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < end) {
      Observation one = seen.poll(100, TimeUnit.MILLISECONDS);
      if (one != null && one.point().toString().equals(point)) {
        return one;
      }
    }
    throw new AssertionError("no observation of " + point + " in 10 s; statuses " + statuses);
  }

  boolean has(String device, DeviceStatus.State state) {
    return statuses.stream().anyMatch(s -> s.device().equals(device) && s.state() == state);
  }

  @Override
  public void close() {
    driver.close();
    driver.close();
    try {
      if (!running.join(Duration.ofSeconds(2))) {
        throw new AssertionError("run still blocked 2 s after close");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
