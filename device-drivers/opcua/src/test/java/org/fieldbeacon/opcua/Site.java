package org.fieldbeacon.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.Frame;
import org.fieldbeacon.driver.LineTap;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// A gateway's side of a test: one device `plc` behind one server, everything it tells in queues.
final class Site implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  final LinkedBlockingQueue<Observation> seen = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<DeviceStatus> statuses = new LinkedBlockingQueue<>();
  final List<String> heard = new ArrayList<>();
  final LineTap tap = new LineTap(InstantSource.system(), () -> 0);
  final OpcUaDriver driver;
  final Path state;
  private final Thread thread;

  /// A point of the device.
  static PointProfile point(String name, Access access, Map<String, Object> address) {
    return new PointProfile(
        name, new Text(name, name), name, Unit.ONE, -1e9, 1e9, access, new Attributes(address));
  }

  static Device device(String namespace, Duration poll, List<PointProfile> points) {
    return new Device(
        "plc",
        new Text("plc", "plc"),
        new DeviceProfile(
            "any",
            new Text("", ""),
            "opcua",
            new Attributes(Map.of("namespace", namespace)),
            points),
        new Attributes(Map.of()),
        poll,
        Optional.empty());
  }

  static LinkConfig.Endpoint link(String url, Path state, Map<String, Object> settings) {
    return new LinkConfig.Endpoint(
        "plc-line",
        URI.create(url),
        Optional.empty(),
        Optional.empty(),
        state,
        Duration.ofSeconds(2),
        new Attributes(settings));
  }

  static LinkConfig.Endpoint withUser(LinkConfig.Endpoint link, String user, Path passwordFile) {
    return new LinkConfig.Endpoint(
        link.name(),
        link.url(),
        Optional.of(user),
        Optional.of(passwordFile),
        link.stateDir(),
        link.responseTimeout(),
        link.settings());
  }

  Site(LinkConfig.Endpoint link, Device device) {
    this(link, device, InstantSource.system());
  }

  Site(LinkConfig.Endpoint link, Device device, InstantSource clock) {
    state = link.stateDir();
    var factory = new OpcUaDriverFactory();
    assertEquals(List.of(), factory.check(device.profile()));
    assertEquals(List.of(), factory.check(device, link));
    driver =
        (OpcUaDriver)
            factory.create(
                link,
                List.of(device),
                new DriverContext(clock, seen::add, statuses::add, Frame.Sink.NOWHERE, tap));
    driver.open();
    thread = Thread.ofVirtual().name("link").start(driver::run);
  }

  /// Waits for a status.
  DeviceStatus await(DeviceStatus.State state) throws InterruptedException {
    return await(s -> s.state() == state, state.name());
  }

  DeviceStatus await(Predicate<DeviceStatus> wanted, String what) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      DeviceStatus status = statuses.poll(100, TimeUnit.MILLISECONDS);
      if (status != null) {
        heard.add(status.state() + " " + status.detail());
        if (wanted.test(status)) {
          return status;
        }
      }
    }
    throw new AssertionError("no status " + what + "; heard " + heard);
  }

  /// Waits for an observation of a point.
  Observation await(String point, Predicate<Observation> wanted) throws InterruptedException {
    Map<String, Observation> last = new LinkedHashMap<>();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Observation o = seen.poll(100, TimeUnit.MILLISECONDS);
      if (o != null) {
        last.put(o.point().point(), o);
        if (o.point().point().equals(point) && wanted.test(o)) {
          return o;
        }
      }
    }
    throw new AssertionError(
        "no such " + point + "; last " + last + "; statuses " + heard + " " + statuses);
  }

  Observation awaitValue(String point, double value) throws InterruptedException {
    return await(point, o -> o.value() == value);
  }

  WriteResult write(String point, double value) {
    return driver.write(new PointId("plc", point), value, Duration.ofSeconds(5));
  }

  /// What a technician sees who looks on: what was said of a node, newest first.
  List<String> said(String node) {
    return tap.watch(0).reversed().stream()
        .filter(p -> p.connection().endsWith(node) && p.device().equals("plc"))
        .map(p -> (p.isSent() ? "> " : "< ") + new String(p.bytes(), StandardCharsets.UTF_8))
        .toList();
  }

  /// What a technician does who believes the server.
  void believeRejected() throws IOException {
    try (var files = Files.list(state.resolve("rejected/certs"))) {
      for (Path file : files.toList()) {
        Files.move(file, state.resolve("trusted/certs").resolve(file.getFileName()));
      }
    }
  }

  @Override
  public void close() {
    long began = System.nanoTime();
    driver.close();
    driver.close();
    try {
      assertTrue(thread.join(Duration.ofSeconds(3)), "run still blocked 3 s after close");
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
    long tookMs = (System.nanoTime() - began) / 1_000_000;
    assertTrue(tookMs < 15_000, "close took " + tookMs + " ms");
  }
}
