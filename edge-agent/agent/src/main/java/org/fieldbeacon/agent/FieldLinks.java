package org.fieldbeacon.agent;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.agent.acquire.CalibratedSink;
import org.fieldbeacon.agent.acquire.DeviceBoard;
import org.fieldbeacon.agent.acquire.LinkRunner;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteDevice;
import org.fieldbeacon.driver.Actuator;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.Frame;
import org.fieldbeacon.driver.LineTap;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.observation.PointId;

/// The site's links, each with its driver, and on which of them a device hangs. Any thread.
final class FieldLinks implements AutoCloseable {
  private final List<LinkRunner> runners = new ArrayList<>();
  private final Map<String, LinkRunner> ofDevice = new HashMap<>();
  private final Map<String, LineTap> taps = new HashMap<>();

  /// Starts nothing.
  FieldLinks(
      SiteConfig site,
      InstantSource clock,
      CalibratedSink readings,
      DeviceBoard board,
      Frame.Sink frames) {
    for (LinkConfig link : site.links()) {
      var tap = new LineTap(clock, System::nanoTime);
      taps.put(link.name(), tap);
      List<Device> devices =
          site.devicesOn(link.name()).stream()
              .filter(SiteDevice::enabled)
              .map(SiteDevice::device)
              .toList();
      if (!devices.isEmpty()) {
        var context =
            new DriverContext(clock, readings, board, frames, tap)
                .keepingIn(site.store().dir().resolve("links").resolve(link.name()));
        add(link, devices, context);
      }
    }
  }

  private void add(LinkConfig link, List<Device> devices, DriverContext context) {
    String protocol = devices.getFirst().profile().protocol();
    DriverFactory factory =
        DriverFactory.forProtocol(protocol)
            .orElseThrow(
                () -> new IllegalArgumentException("got no driver for protocol " + protocol));
    var runner = new LinkRunner(link.name(), factory.create(link, devices, context), devices);
    runners.add(runner);
    devices.forEach(d -> ofDevice.put(d.name(), runner));
  }

  void start() {
    runners.forEach(LinkRunner::start);
  }

  /// Those with devices.
  List<LinkRunner> runners() {
    return List.copyOf(runners);
  }

  /// Where the bytes of a link can be looked at.
  Optional<LineTap> tap(String link) {
    return Optional.ofNullable(taps.get(link));
  }

  /// What writes a point.
  Optional<Actuator> actuator(PointId point) {
    return Optional.ofNullable(ofDevice.get(point.device())).map(runner -> runner::write);
  }

  /// How often a point's device is asked; empty where it speaks by itself.
  Optional<Duration> pollInterval(PointId point) {
    return Optional.ofNullable(ofDevice.get(point.device()))
        .filter(LinkRunner::isPolling)
        .flatMap(runner -> runner.device(point.device()))
        .map(Device::pollInterval);
  }

  @Override
  public void close() {
    runners.forEach(LinkRunner::close);
  }
}
